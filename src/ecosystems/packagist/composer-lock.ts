import type { Problem } from '../../domain/problem.ts';
import { outlineJson } from '../../lib/json/outline.ts';

/** One package that a `composer.lock` lists. Names are in lower case, as Packagist has them. */
export interface LockedPackage {
  name: string;
  /** As its author wrote it: `v5.4.0`. */
  version: string;
  isDev: boolean;
  /** Of its distribution, or else its source: `zip`, `git`, `path`. */
  source: string;
  requires: string[];
  /** Other packages that it stands for. */
  provides: string[];
  licences: string[];
  line: number;
}

/** Packages that are read of one lockfile; the largest known have 1,000. Bounds what a hostile one costs. */
const maxPackages = 20_000;
const remedy = 'Run composer update --lock, which writes the file anew, and commit the result.';

/** Reads the text of a `composer.lock` (https://getcomposer.org/doc/01-basic-usage.md#commit-your-composer-lock-file-to-version-control). */
export function readComposerLock(
  path: string,
  text: string,
): { packages?: LockedPackage[]; problems: Problem[] } {
  const { entries, wrong } = outlineJson(text);
  const problems: Problem[] = [];
  const packages = new Map<string, LockedPackage>();
  let isLock = false;
  for (const { path: keys, value, line } of entries) {
    const [section = '', index = '', field = '', detail = ''] = keys;
    // Both written by every Composer 1 and 2; lists that are empty have no entries.
    if (/^(content-hash|hash|minimum-stability|_readme|plugin-api-version)$/.test(section)) isLock = true;
    if (section !== 'packages' && section !== 'packages-dev') continue;
    isLock = true;
    // Composer 1 writes `null` where there is nothing for development.
    if (index === '') continue;
    const key = `${section} ${index}`;
    const known = packages.get(key);
    if (known === undefined && packages.size >= maxPackages) {
      const message = `${path} lists more than ${maxPackages.toLocaleString('en')} packages. The rest was not read.`;
      problems.push({ code: 'too-many-packages', message, path, line });
      break;
    }
    const one = known ?? blank(section === 'packages-dev', line);
    packages.set(key, one);
    if (keys.length === 3 && field === 'name') {
      one.name = value.toLowerCase();
      one.line = line;
    } else if (keys.length === 3 && field === 'version') one.version = value;
    else if (keys.length === 4) addDetail(one, field, detail, value);
  }
  if (wrong !== undefined) {
    const message = `${path} is broken at line ${wrong}. Only what stands before was read.`;
    problems.push({ code: 'lockfile-invalid', message, path, line: wrong, remedy });
  } else if (!isLock) {
    const message = `${path} is no composer.lock. Nothing in it could be read.`;
    problems.push({ code: 'lockfile-invalid', message, path, line: 1, remedy });
  }
  if (!isLock) return { problems };
  const complete = [...packages.values()].filter(({ name, version }) => name !== '' && version !== '');
  for (const { name, version, line } of packages.values()) {
    if (name !== '' && version !== '') continue;
    const message = `The package at line ${line} of ${path} lacks its name or version. It was left out.`;
    problems.push({ code: 'entry-invalid', message, path, line, remedy });
  }
  return { packages: complete, problems };
}

function blank(isDev: boolean, line: number): LockedPackage {
  return { name: '', version: '', isDev, source: '', requires: [], provides: [], licences: [], line };
}

function addDetail(one: LockedPackage, field: string, detail: string, value: string): void {
  if (field === 'require') one.requires.push(detail.toLowerCase());
  else if (field === 'replace' || field === 'provide') one.provides.push(detail.toLowerCase());
  else if (field === 'license') one.licences.push(value);
  else if (detail === 'type' && (field === 'dist' || (field === 'source' && one.source === '')))
    one.source = value;
}
