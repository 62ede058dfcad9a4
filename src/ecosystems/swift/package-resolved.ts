import type { Dependency } from '../../domain/inventory.ts';
import type { Problem } from '../../domain/problem.ts';
import { type JsonEntry, outlineJson } from '../../lib/json/outline.ts';
import { normalise } from './normalise.ts';

const remedy = 'Run swift package resolve and commit the result.';
/** Pins that are read of one lockfile; the largest known have 200. Bounds what a hostile one costs. */
const maxPins = 10_000;

/** Reads the text of a `Package.resolved`: version 1 has its pins under `object`, 2 and 3 name them by identity. */
export function readPackageResolved(
  path: string,
  text: string,
): { packages?: Dependency[]; problems: Problem[] } {
  const { entries, wrong } = outlineJson(text);
  const pins = new Map<string, Pin>();
  let hasVersion = false;
  for (const entry of entries) {
    const keys = entry.path[0] === 'object' ? entry.path.slice(1) : entry.path;
    if (keys[0] === 'version' && keys.length === 1) hasVersion = true;
    if (keys[0] !== 'pins' || keys.length < 3) continue;
    const pin = pins.get(keys[1]!) ?? {};
    if (pins.size < maxPins) pins.set(keys[1]!, pin);
    take(pin, keys.slice(2).join('.'), entry);
  }
  const problems: Problem[] = wrong === undefined ? [] : [broken(path, wrong)];
  if (pins.size === maxPins)
    problems.push({
      code: 'too-many-packages',
      message: `${path} lists too many packages. The rest was not read.`,
      path,
    });
  if (pins.size === 0 && !hasVersion) return { problems: problems.length > 0 ? problems : [broken(path, 1)] };
  const packages = new Map<string, Dependency>();
  for (const pin of pins.values()) {
    const p = toDependency(pin);
    if (p === undefined || packages.has(p.location)) problems.push(incomplete(path, pin));
    else packages.set(p.location, p);
  }
  return { packages: [...packages.values()], problems };
}

interface Pin {
  identity?: JsonEntry;
  location?: JsonEntry;
  kind?: string;
  version?: string;
  revision?: string;
}

function take(pin: Pin, key: string, entry: JsonEntry): void {
  if (!entry.isString || entry.value === '') return;
  if (key === 'identity' || key === 'package') pin.identity = entry;
  else if (key === 'location' || key === 'repositoryURL') pin.location = entry;
  else if (key === 'kind') pin.kind = entry.value;
  else if (key === 'state.version') pin.version = entry.value;
  else if (key === 'state.revision') pin.revision = entry.value;
}

/** A tag that is a version is what advisories speak of; a branch or a commit is not. */
function toDependency({ identity, location, kind = '', version, revision }: Pin): Dependency | undefined {
  const isLocal = kind === 'localSourceControl' || kind === 'fileSystem' || isFolder(location?.value ?? '');
  // Where a folder lies on somebody's machine names nothing, and registries have no addresses.
  const source = kind === 'registry' || isLocal ? identity : (location ?? identity);
  const name = source === undefined ? '' : normalise(source.value);
  const found = version ?? revision;
  if (source === undefined || name === '' || found === undefined) return undefined;
  return {
    name,
    version: found,
    scope: 'runtime',
    origin: isLocal ? 'local' : version === undefined ? 'git' : 'registry',
    declared: [],
    requiredBy: [],
    location: name,
    line: source.line,
  };
}

function isFolder(location: string): boolean {
  return /^[./~]|^file:/.test(location);
}

function broken(path: string, line: number): Problem {
  const message = `${path} is no whole Package.resolved: line ${line} could not be understood. What stands before was read.`;
  return { code: 'lockfile-invalid', message, path, line, remedy };
}

function incomplete(path: string, { identity, location }: Pin): Problem {
  const line = (location ?? identity)?.line;
  const message = `A pin of ${path} has no address, has no version, or stands twice. It was left out.`;
  return { code: 'entry-invalid', message, path, ...(line === undefined ? {} : { line }), remedy };
}
