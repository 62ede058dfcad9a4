import type { Problem } from '../../domain/problem.ts';
import { type Lockfile, maxPackages } from './lockfile.ts';

const remedy = 'Run cabal freeze, which writes the file anew, and commit the result.';

/**
 * Reads the text of a `cabal.project.freeze` (https://cabal.readthedocs.io/en/stable/cabal-commands.html#cabal-freeze):
 * a field of constraints, one a line. Those on flags are passed over, and so are packages that come with the compiler
 * (`installed`), whose version the file does not say.
 */
export function readCabalFreeze(
  path: string,
  text: string,
): Lockfile | { packages?: never; problems: Problem[] } {
  const lockfile: Lockfile = { packages: [], problems: [] };
  const seen = new Set<string>();
  let field: string | undefined;
  let line = 0;
  for (const source of text.split('\n')) {
    line++;
    const code = source.trim().startsWith('--') ? '' : source;
    if (code.trim() === '') continue;
    const header = /^([A-Za-z][\w-]*):(.*)$/.exec(code);
    if (header !== null) field = header[1]!.toLowerCase();
    if (field === undefined) break;
    if (field !== 'constraints') continue;
    for (const constraint of (header === null ? code : header[2]!).split(',')) {
      const found = takeConstraint(constraint.trim());
      if (found === 'unclear') lockfile.problems.push(unclear(path, line));
      else if (found !== undefined && !seen.has(found.name) && seen.size < maxPackages) {
        seen.add(found.name);
        lockfile.packages.push({ ...found, origin: 'registry', line });
      }
    }
  }
  if (seen.size === maxPackages)
    lockfile.problems.push({
      code: 'too-many-packages',
      message: `${path} lists too many packages. The rest was not read.`,
      path,
    });
  if (field !== undefined) return lockfile;
  const message = `${path} is no cabal.project.freeze. Nothing in it could be read.`;
  return { problems: [{ code: 'lockfile-invalid', message, path, line: 1, remedy }] };
}

function takeConstraint(text: string): { name: string; version: string } | 'unclear' | undefined {
  if (text === '') return undefined;
  const pinned = /^(?:any\.|setup\.)?([A-Za-z0-9][A-Za-z0-9-]{0,200})\s*==\s*(\d+(?:\.\d+)*)$/.exec(text);
  if (pinned !== null) return { name: pinned[1]!, version: pinned[2]! };
  const isFlags =
    /^(?:any\.)?[A-Za-z0-9][A-Za-z0-9-]*(?:\s+(?:[+-][\w-]+|installed|source|test|bench))+$/.test(
      text.slice(0, 2000),
    );
  return isFlags ? undefined : 'unclear';
}

function unclear(path: string, line: number): Problem {
  const message = `A constraint on line ${line} of ${path} pins no version. It was left out.`;
  return { code: 'entry-invalid', message, path, line, remedy };
}
