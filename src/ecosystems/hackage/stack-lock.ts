import type { Problem } from '../../domain/problem.ts';
import { outline } from '../../lib/yaml/outline.ts';
import { type LockedPackage, type Lockfile, maxPackages, splitIdentifier } from './lockfile.ts';

const remedy = 'Run stack build --dry-run, which writes the file anew, and commit the result.';

/**
 * Reads the text of a `stack.yaml.lock` (https://docs.haskellstack.org/en/stable/topics/lock_files/): the packages that
 * a project adds to its snapshot. What the snapshot holds stands elsewhere, and is told as a Problem.
 */
export function readStackLock(
  path: string,
  text: string,
): Lockfile | { packages?: never; problems: Problem[] } {
  const { entries, wrong } = outline(text);
  const problems: Problem[] = wrong.map((line) =>
    invalid(path, line, `Line ${line} of ${path} could not be understood.`),
  );
  const found: Partial<LockedPackage>[] = [];
  const snapshots: { name: string; line: number }[] = [];
  let understood = false;
  for (const { path: keys, value, line } of entries) {
    const [section, item, part, key] = keys;
    if (section === 'packages' || section === 'snapshots') understood = true;
    if (section === 'snapshots' && part === 'original' && keys.length >= 3 && value !== '')
      if (keys.length === 3 || key === 'url' || key === 'resolver') snapshots.push({ name: value, line });
    if (section !== 'packages' || item !== '-' || part !== 'completed') continue;
    if (keys.length === 3 && found.length <= maxPackages) found.push({ line });
    const current = found.at(-1);
    if (current === undefined || keys.length !== 4) continue;
    if (key === 'hackage')
      Object.assign(current, splitIdentifier(value.split('@')[0]!), { origin: 'registry', line });
    else if (key === 'name') Object.assign(current, { name: value, line });
    else if (key === 'version') current.version = value;
    else if (key === 'git' || key === 'hg') current.origin = 'git';
    else if (key === 'url') current.origin = 'tarball';
  }
  if (!understood)
    return { problems: [invalid(path, 1, `${path} is no stack.yaml.lock. Nothing in it could be read.`)] };
  // Stack writes this section last.
  if (!entries.some(({ path: [section] }) => section === 'snapshots'))
    problems.push(invalid(path, 1, `${path} ends before its snapshots. Only what stands before was read.`));
  const packages = found.slice(0, maxPackages).filter((p): p is LockedPackage => {
    const isWhole =
      p.name !== undefined && p.name !== '' && p.version !== undefined && p.origin !== undefined;
    if (!isWhole)
      problems.push(
        invalid(path, p.line!, `The package on line ${p.line} of ${path} has no name or no version.`),
      );
    return isWhole;
  });
  if (found.length > maxPackages)
    problems.push({
      code: 'too-many-packages',
      message: `${path} lists too many packages. The rest was not read.`,
      path,
    });
  for (const { name, line } of snapshots) problems.push(outside(path, name, line));
  return { packages: distinct(packages), problems };
}

function distinct(packages: LockedPackage[]): LockedPackage[] {
  return [...new Map(packages.map((p) => [`${p.name} ${p.version}`, p])).values()];
}

function invalid(path: string, line: number, message: string): Problem {
  return { code: 'lockfile-invalid', message, path, line, remedy };
}

function outside(path: string, name: string, line: number): Problem {
  return {
    code: 'snapshot-unread',
    message: `${path} builds on the snapshot ${name.slice(0, 200)}, whose packages it does not list. They were not judged.`,
    path,
    line,
    remedy: 'Commit a cabal.project.freeze (cabal freeze) beside it to have them judged.',
  };
}
