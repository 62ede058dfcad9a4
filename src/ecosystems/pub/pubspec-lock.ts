import type { Problem } from '../../domain/problem.ts';
import { outline } from '../../lib/yaml/outline.ts';

/** One package that a `pubspec.lock` lists. */
export interface LockedPackage {
  name: string;
  version: string;
  /** `hosted`, `git`, `path` or `sdk`. */
  source: string;
  /** `direct main`, `direct dev`, `direct overridden` or `transitive`. */
  dependency: string;
  line: number;
}

/** Packages that are read of one lockfile; the largest known have 500. Bounds what a hostile one costs. */
const maxPackages = 20_000;
const remedy = 'Run dart pub get, which writes the file anew, and commit the result.';

/** Reads the text of a `pubspec.lock` (https://dart.dev/tools/pub/glossary#lockfile). */
export function readPubspecLock(
  path: string,
  text: string,
): { packages?: LockedPackage[]; problems: Problem[] } {
  const { entries, wrong } = outline(text);
  const packages = new Map<string, LockedPackage>();
  const problems: Problem[] = wrong.map((line) =>
    invalid(path, line, `Line ${line} of ${path} could not be understood.`),
  );
  let understood = false;
  let current: LockedPackage | undefined;
  for (const { path: keys, value, line } of entries) {
    const [section, name = '', key] = keys;
    if (section === 'packages' || section === 'sdks') understood = true;
    if (section !== 'packages') continue;
    if (keys.length === 1 && value !== '' && value !== '{}')
      problems.push(invalid(path, line, `The packages of ${path} could not be understood.`));
    if (keys.length === 2 && name !== '-') {
      current = { name, version: '', source: '', dependency: '', line };
      if (packages.has(name))
        problems.push(invalid(path, line, `"${name}" stands twice in ${path}; the later was read.`));
      if (packages.size < maxPackages) packages.set(name, current);
    } else if (keys.length === 3 && current !== undefined) {
      if (key === 'version' || key === 'source' || key === 'dependency') current[key] = value;
    } else if (keys.length === 4 && key === 'description' && keys[3] === 'name' && current?.name !== value) {
      // Hosted under another name: pub has no aliases, so this is damage.
      problems.push(invalid(path, line, `The entry of "${name}" describes "${value}".`));
    }
  }
  if (!understood)
    return { problems: [invalid(path, 1, `${path} lists no packages. Nothing in it could be read.`)] };
  if (packages.size === maxPackages)
    problems.push({
      code: 'too-many-packages',
      message: `${path} lists too many packages. The rest was not read.`,
      path,
    });
  // Pub writes this section last.
  if (!entries.some(({ path: [section] }) => section === 'sdks' || section === 'sdk')) {
    const message = `${path} ends before its sdks. Only what stands before was read.`;
    problems.push({ code: 'lockfile-truncated', message, path, remedy });
  }
  const complete = [...packages.values()].filter(({ version }) => version !== '');
  for (const { name, version, line } of packages.values())
    if (version === '') problems.push(invalid(path, line, `"${name}" has no version. It was left out.`));
  return { packages: complete, problems };
}

function invalid(path: string, line: number, message: string): Problem {
  return { code: 'lockfile-invalid', message, path, line, remedy };
}
