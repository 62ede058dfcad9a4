import type { Problem } from '../../../domain/problem.ts';
import { exactOf, isPlainName, maxStated, type Stated } from '../stated.ts';

/** A library of a catalog, and the name that build scripts use it by: `libs.spring.core`. */
export interface CatalogLibrary extends Stated {
  accessor: string;
}

/**
 * Reads a version catalog such as `gradle/libs.versions.toml`
 * (https://docs.gradle.org/current/userguide/version_catalogs.html): its libraries. Plugins are tools of the build, not
 * dependencies, and are not listed.
 */
export async function readVersionCatalog(
  path: string,
  text: string,
): Promise<{ libraries?: CatalogLibrary[]; bundles: Map<string, string[]>; problems: Problem[] }> {
  const { parse } = await import('smol-toml');
  let catalog: Record<string, unknown>;
  try {
    catalog = parse(text, { maxDepth: 20 }) as Record<string, unknown>;
  } catch (error) {
    return { bundles: new Map(), problems: [invalid(path, error)] };
  }
  const versions = tableOf(catalog.versions);
  const lines = linesOf(text);
  const problems: Problem[] = [];
  const libraries: CatalogLibrary[] = [];
  for (const [alias, entry] of Object.entries(tableOf(catalog.libraries)).slice(0, maxStated)) {
    const line = lines.get(alias) ?? 1;
    const found = coordinatesOf(entry, versions);
    if (found === undefined || !isPlainName(found.group) || !isPlainName(found.artifact)) {
      const message = `The library "${alias.slice(0, 80)}" of ${path} has no usable coordinates. It was left out.`;
      problems.push({ code: 'entry-invalid', message, path, line });
      continue;
    }
    const { group, artifact, wanted } = found;
    const version = exactOf(wanted);
    const accessor = accessorOf(alias);
    libraries.push({ group, artifact, wanted, version: version ?? '', scope: 'runtime', line, accessor });
  }
  const bundles = Object.entries(tableOf(catalog.bundles)).map(([alias, members]): [string, string[]] => [
    accessorOf(alias),
    Array.isArray(members) ? members.filter((member) => typeof member === 'string').map(accessorOf) : [],
  ]);
  return { libraries, bundles: new Map(bundles), problems };
}

/** In scripts, `-` and `_` of an alias are dots. */
function accessorOf(alias: string): string {
  return alias.replaceAll(/[-_]/g, '.');
}

function coordinatesOf(
  entry: unknown,
  versions: Record<string, unknown>,
): { group: string; artifact: string; wanted: string } | undefined {
  if (typeof entry === 'string') {
    const [group = '', artifact = '', wanted = ''] = entry.split(':');
    return { group, artifact, wanted };
  }
  const table = tableOf(entry);
  const [fromModule, nameOfModule] = typeof table.module === 'string' ? table.module.split(':') : [];
  const group = fromModule ?? table.group;
  const artifact = nameOfModule ?? table.name;
  if (typeof group !== 'string' || typeof artifact !== 'string') return undefined;
  const reference = tableOf(table.version).ref;
  const version =
    typeof reference === 'string' && Object.hasOwn(versions, reference) ? versions[reference] : table.version;
  return { group, artifact, wanted: wantedOf(version) };
}

/** `strictly` and `require` are what is taken; `prefer` only where nobody else says anything. */
function wantedOf(version: unknown): string {
  if (typeof version === 'string') return version;
  const { strictly, require, prefer } = tableOf(version);
  return [strictly, require, prefer].find((one) => typeof one === 'string') ?? '';
}

function tableOf(value: unknown): Record<string, unknown> {
  const isTable = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isTable ? (value as Record<string, unknown>) : {};
}

/** Where the aliases of `[libraries]` stand, which the parser does not tell. */
function linesOf(text: string): Map<string, number> {
  const lines = new Map<string, number>();
  let section = '';
  for (const [index, line] of text.split('\n').entries()) {
    const header = /^\s*\[\s*([\w-]+)(?:\.["']?([\w.-]+?)["']?)?\s*\]/.exec(line);
    if (header !== null) section = header[1]!;
    const alias = header === null ? /^\s*["']?([\w-]+)["']?\s*[=.]/.exec(line)?.[1] : header[2];
    if (section === 'libraries' && alias !== undefined && !lines.has(alias)) lines.set(alias, index + 1);
  }
  return lines;
}

function invalid(path: string, error: unknown): Problem {
  const line = (error as { line?: unknown }).line;
  const reason = error instanceof Error ? error.message.split('\n', 1)[0]! : String(error);
  const message = `${path} is no well-formed TOML: ${reason.slice(0, 200)}. Nothing of it was read.`;
  const remedy = 'Repair the file; Gradle refuses it too.';
  return { code: 'toml-invalid', message, path, ...(typeof line === 'number' ? { line } : {}), remedy };
}
