import { posix } from 'node:path';
import type { Manifest } from '../../domain/inventory.ts';
import type { Problem } from '../../domain/problem.ts';
import { connect } from './connect.ts';
import type { Declared, Lockfile } from './lockfile.ts';

/**
 * Makes a lockfile a manifest. `declares` is what the files that people write declare; where there are none, whatever
 * nothing requires is taken as declared. `source` names the file that they would have stood in.
 */
export function assemble(
  path: string,
  lockfile: Lockfile,
  declares: Declared[],
  source: string,
): { manifest: Manifest; problems: Problem[] } {
  const { packages, missing } = connect(lockfile.packages, declares);
  const problems: Problem[] = lockfile.problems.length === 0 ? outdated(path, missing) : [];
  if (declares.length === 0) {
    const file = posix.join(posix.dirname(path), source);
    const roots = packages.filter((p) => p.requiredBy.length === 0);
    for (const root of roots) root.declared.push({ file, wanted: root.version, scope: root.scope });
    if (roots.length > 0) problems.push(presumed(path, source));
  }
  return { manifest: { path, ecosystem: 'PyPI', packages }, problems };
}

function presumed(path: string, source: string): Problem {
  const message = `There is no ${source} with dependencies beside ${path}. Packages that nothing else requires are taken as direct.`;
  return { code: 'declarations-missing', message, path, harmless: true };
}

/** Only what every installation needs has to be there: a marker may rule a package out, a group may not be locked. */
function outdated(path: string, missing: Declared[]): Problem[] {
  const lost = missing.filter(({ scope, wanted }) => scope === 'runtime' && !wanted.includes(';'));
  const [first] = lost;
  if (first === undefined) return [];
  const names = [...new Set(lost.map(({ name }) => name))];
  const message = `${path} has no entry for ${names.slice(0, 3).join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''}, declared in ${first.file}.`;
  return [{ code: 'lockfile-out-of-date', message, path, remedy: 'Lock again and commit the result.' }];
}
