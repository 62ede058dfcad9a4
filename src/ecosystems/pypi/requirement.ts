import type { Origin } from '../../domain/inventory.ts';
import { normaliseName } from './name.ts';
import { pinnedVersion } from './versions/clauses.ts';

/** One dependency as PEP 508 writes it, or as pip's own notations do. */
export interface PythonRequirement {
  /** Normalised. */
  name: string;
  extras: string[];
  /** What is wanted, as written, with its marker; of an address only what holds no credential. */
  wanted: string;
  /** The specifier alone: no marker, no address. */
  specifier: string;
  /** The exact version, where there is one. */
  version?: string;
  origin: Origin;
}

/** Longer is no requirement that people write. */
const maxLength = 10_000;
const beginning = /^([a-z0-9](?:[a-z0-9._-]*[a-z0-9])?)\s*(?:\[([^\]]*)\])?\s*/i;
const scheme = /^(?:git|hg|svn|bzr)\+|^[a-z][a-z0-9+.-]*:/i;

/**
 * Reads a requirement: `name[extra]>=1 ; marker`, `name @ address`, an address with `#egg=name`, a wheel's address
 * or path. No marker is evaluated: on some system each may hold.
 * (https://packaging.python.org/en/latest/specifications/dependency-specifiers/)
 * @returns `'unnamed'` for an address or folder that does not tell the package's name, `undefined` for nonsense.
 */
export function parseRequirement(text: string): PythonRequirement | 'unnamed' | undefined {
  if (text.length > maxLength) return undefined;
  const line = text.trim().replace(/\s+/g, ' ');
  if (scheme.test(line) || /^[./~\\]|^[a-z0-9_. -]*[/\\]|^[^\s@]+\.whl$/i.test(line))
    return fromAddress(line);
  const found = beginning.exec(line);
  if (found === null) return undefined;
  const base = {
    name: normaliseName(found[1]!),
    extras: (found[2] ?? '').split(',').map(normaliseExtra).filter(Boolean),
  };
  const rest = line.slice(found[0].length);
  if (rest.startsWith('@')) {
    const [, address = '', marker = ''] = /^@\s*(\S+)\s*(;.*)?$/s.exec(rest) ?? [];
    const known = describeAddress(address, base.name);
    if (known === undefined) return undefined;
    return { ...base, ...known, wanted: `@ ${hideCredentials(address)}${marker && ` ${marker}`}` };
  }
  const [, specifier = '', marker] = /^([^;]*)(;.*)?$/s.exec(rest) ?? [];
  const plain = specifier.trim();
  if (plain !== '' && !/^\(?\s*(~=|===?|!=|<=|>=|<|>)/.test(plain)) return undefined;
  const version = pinnedVersion(plain);
  return {
    ...base,
    specifier: plain,
    wanted: marker === undefined ? plain : `${plain} ${marker}`.trim(),
    ...(version === undefined ? {} : { version }),
    origin: 'registry',
  };
}

/** Where an address leads, and the version that its file's name tells where that is the package's own. */
export function describeAddress(
  address: string,
  name: string,
): { specifier: string; origin: Origin; version?: string } | undefined {
  const path = address.split(/[?#]/, 1)[0]!;
  if (/^(git|hg|svn|bzr)(\+|:)|^ssh:/i.test(address)) return { specifier: '', origin: 'git' };
  if (/\.(whl|tar\.gz|zip|tar\.bz2|tgz|tar\.xz)$/i.test(path)) {
    const artifact = artifactOf(path);
    const version =
      artifact !== undefined && normaliseName(artifact.name) === name ? artifact.version : undefined;
    return { specifier: '', origin: 'tarball', ...(version === undefined ? {} : { version }) };
  }
  if (/^https?:/i.test(address)) return { specifier: '', origin: 'tarball' };
  return path === '' ? undefined : { specifier: '', origin: 'local' };
}

/** An address without user, password, query and fragment. */
export function hideCredentials(address: string): string {
  const plain = address.split(/[?#]/, 1)[0]!;
  return plain
    .replace(/^([a-z0-9+.-]+:\/\/)[^/\\]*@/i, '$1')
    .replace(/^((?:[a-z]+\+)?)[^/@:]+:[^/@]+@/i, '$1');
}

function fromAddress(line: string): PythonRequirement | 'unnamed' | undefined {
  const end = line.search(/\s;/);
  const address = end < 0 ? line : line.slice(0, end).trimEnd();
  const marker = end < 0 ? '' : line.slice(end + 1);
  const egg = /[#&]egg=([a-z0-9][a-z0-9._-]*)/i.exec(address)?.[1];
  const written = egg ?? artifactOf(address.split(/[?#]/, 1)[0]!)?.name;
  if (written === undefined) return 'unnamed';
  const name = normaliseName(written);
  const known = describeAddress(address, name);
  if (known === undefined) return undefined;
  const wanted = `@ ${hideCredentials(address)}${marker && ` ${marker}`}`;
  return { name, extras: [], ...known, wanted };
}

/** Name and version of a wheel or a source archive, by the conventions for their file names. */
function artifactOf(path: string): { name: string; version: string } | undefined {
  const file = decode(path.slice(path.lastIndexOf('/') + 1));
  const wheel = /^([a-z0-9][a-z0-9._]*)-([^-/]+)(?:-[^-]+){3,4}\.whl$/i.exec(file);
  const source = /^([a-z0-9][a-z0-9._-]*)-(\d[^-/]*)\.(?:tar\.(?:gz|bz2|xz)|zip|tgz)$/i.exec(file);
  const [, named, version] = wheel ?? source ?? [];
  return named === undefined || version === undefined ? undefined : { name: named, version };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function normaliseExtra(extra: string): string {
  return normaliseName(extra.trim());
}
