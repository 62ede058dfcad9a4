import type { Problem } from '../../domain/problem.ts';
import { isRecord, readJson } from './json/read.ts';
import { type Lockfile, maxPackages } from './lockfile.ts';
import { flatLocation, readFlatLock } from './package-lock-flat.ts';
import { nestedLocation, readNestedLock } from './package-lock-nested.ts';

/**
 * Reads `package-lock.json` or `npm-shrinkwrap.json`. Versions 2 and 3 list every copy under `packages`; version 1 and
 * the shrinkwraps before it nest them under `dependencies`, which version 2 repeats for old clients.
 * (https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json)
 * @returns no lockfile where nothing in it could be read.
 */
export function readPackageLock(path: string, text: string): { lockfile?: Lockfile; problems: Problem[] } {
  const flat = makePlaces(path);
  const nested = makePlaces(path);
  const { value, problems } = readJson(path, text, (keys, line) => {
    const places = keys[0] === 'packages' ? flat : flat.lines.size === 0 ? nested : undefined;
    if (places === undefined || places.lines.size >= maxPackages) return;
    note(places, places === flat ? flatLocation(keys) : nestedLocation(keys), line);
  });
  if (value === undefined) return { problems };
  const isFlat = isRecord(value.packages);
  const places = isFlat ? flat : nested;
  const lockfile = isFlat
    ? readFlatLock(path, value.packages as Record<string, unknown>, places.lines)
    : readNestedLock(path, value.dependencies, places.lines);
  return {
    lockfile,
    problems: [...problems, ...checkVersion(path, value, isFlat), ...places.repeated, ...lockfile.problems],
  };
}

/** Where the entries of one section stand, by location. */
interface Places {
  path: string;
  lines: Map<string, number>;
  repeated: Problem[];
}

function makePlaces(path: string): Places {
  return { path, lines: new Map(), repeated: [] };
}

function note(places: Places, location: string | undefined, line: number): void {
  if (location === undefined) return;
  const earlier = places.lines.get(location);
  places.lines.set(location, line);
  if (earlier === undefined) return;
  places.repeated.push({
    code: 'duplicate-key',
    message: `"${location}" stands twice, on lines ${earlier} and ${line}. The later one was read, as npm does.`,
    path: places.path,
    line,
    remedy: 'Run npm install --package-lock-only and commit the result.',
  });
}

/** Shrinkwraps of npm 4 and before carry no version. */
function checkVersion(path: string, value: Record<string, unknown>, isFlat: boolean): Problem[] {
  const version = value.lockfileVersion;
  if (version === undefined && !isFlat) return [];
  if (version === 1 || version === 2 || version === 3) return [];
  return [
    {
      code: 'lockfile-version-unknown',
      message: `${path} has lockfileVersion ${JSON.stringify(version)?.slice(0, 40) ?? 'missing'}. It was read like version ${isFlat ? 3 : 1}.`,
      path,
      remedy: 'Run npm install --package-lock-only with npm 7 to 11 and commit the result.',
    },
  ];
}
