import { posix } from 'node:path';
import type { Problem } from '../../domain/problem.ts';
import type { LockfileName } from './claims.ts';
import type { Connected } from './connect.ts';
import { formats } from './formats.ts';
import type { Lockfile } from './lockfile.ts';

/** Tells what a lockfile lacks of what is asked for: it was not written anew, was cut short, or was edited by hand. */
export function lacks(path: string, lockfile: Lockfile, { missing, unanswered }: Connected): Problem[] {
  const problems: Problem[] = [];
  const remedy = `Run ${formats[posix.basename(path) as LockfileName].refresh} and commit the result.`;
  const lost = missing.filter(({ scope }) => scope === 'runtime' || scope === 'dev');
  const [first] = lost;
  if (first !== undefined) {
    const names = [...new Set(lost.map(({ name }) => name))];
    const more = names.length > 3 ? ` and ${names.length - 3} more` : '';
    const message = `${path} has no entry for ${names.slice(0, 3).join(', ')}${more}, declared in ${first.file}.`;
    problems.push({ code: 'lockfile-out-of-date', message, path, remedy });
  }
  // npm's and bun's trees may lack what an override took away.
  if (lockfile.makeLookup !== undefined && unanswered.first !== undefined) {
    const { name, by } = unanswered.first;
    const more = unanswered.count > 1 ? `, nor for ${unanswered.count - 1} other requirements` : '';
    const message = `${path} has no entry for ${name}, which ${by} requires${more}.`;
    problems.push({ code: 'lockfile-incomplete', message, path, remedy });
  }
  return problems;
}
