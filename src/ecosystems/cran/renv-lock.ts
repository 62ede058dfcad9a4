import type { Origin } from '../../domain/inventory.ts';
import type { Problem } from '../../domain/problem.ts';
import { outlineJson } from '../../lib/json/outline.ts';

/** One package that a `renv.lock` lists. */
export interface LockedPackage {
  name: string;
  version: string;
  origin: Origin;
  requires: string[];
  line?: number;
  licence?: string;
}

/** Packages that are read of one lockfile; the largest known have 500. Bounds what a hostile one costs. */
const maxPackages = 20_000;
const remedy = 'Run renv::snapshot(), which writes the file anew, and commit the result.';

/** Reads the text of a `renv.lock` (https://rstudio.github.io/renv/articles/lockfile.html). */
export function readRenvLock(
  path: string,
  text: string,
): { packages?: LockedPackage[]; problems: Problem[] } {
  const { entries, wrong } = outlineJson(text);
  const problems: Problem[] = [];
  if (wrong !== undefined) {
    const message = `Line ${wrong} of ${path} is no JSON. Only what stands before was read.`;
    problems.push({ code: 'lockfile-invalid', message, path, line: wrong, remedy });
  }
  const packages = new Map<string, LockedPackage>();
  let current: { key: string; of: LockedPackage } | undefined;
  for (const {
    path: [section, key, field, item],
    value,
    isString,
    line,
  } of entries) {
    if (section !== 'Packages' || key === undefined || field === undefined) continue;
    if (current?.key !== key) {
      if (packages.size >= maxPackages) continue;
      current = { key, of: { name: key, version: '', origin: 'registry', requires: [] } };
      packages.set(key, current.of);
    }
    if (isString) take(current.of, field, item, value, line);
  }
  if (packages.size === 0 && !entries.some(({ path: [section] }) => section === 'R'))
    return { problems: problems.length > 0 ? problems : [none(path)] };
  if (packages.size === maxPackages)
    problems.push({
      code: 'too-many-packages',
      message: `${path} lists too many packages. The rest was not read.`,
      path,
    });
  for (const { name, version } of packages.values())
    if (version === '')
      problems.push({
        code: 'entry-invalid',
        message: `"${name}" of ${path} has no version. It was left out.`,
        path,
        remedy,
      });
  return { packages: [...packages.values()].filter(({ version }) => version !== ''), problems };
}

const origins: Record<string, Origin> = {
  Repository: 'registry',
  CRAN: 'registry',
  Bioconductor: 'registry',
  URL: 'tarball',
  Local: 'local',
  GitHub: 'git',
  GitLab: 'git',
  Bitbucket: 'git',
  Git: 'git',
  git: 'git',
};

/** Since renv 1.1 a package's whole `DESCRIPTION` is kept, with lists where `Requirements` was. */
function take(p: LockedPackage, field: string, item: string | undefined, value: string, line: number): void {
  if (field === 'Package' && value === p.name) p.line = line;
  else if (field === 'Version') p.version = value;
  else if (field === 'License') p.licence = value;
  else if (field === 'Source') p.origin = Object.hasOwn(origins, value) ? origins[value]! : 'registry';
  else if (item !== undefined && /^(Requirements|Depends|Imports|LinkingTo)$/.test(field)) {
    const name = /^[A-Za-z][\w.]*/.exec(value)?.[0];
    if (name !== undefined) p.requires.push(name);
  }
}

function none(path: string): Problem {
  return {
    code: 'lockfile-invalid',
    message: `${path} lists no R and no packages. Nothing in it could be read.`,
    path,
    line: 1,
    remedy,
  };
}
