import type { Scope } from '../../domain/inventory.ts';
import type { Problem } from '../../domain/problem.ts';

/** What a `Cargo.toml` declares. */
export interface CargoToml {
  /** The name of the crate itself; absent for a workspace that is no crate. */
  name?: string;
  dependencies: CargoDependency[];
  /** What members may inherit, by key. */
  workspace: Map<string, CargoDependency>;
  problems: Problem[];
}

export interface CargoDependency {
  /** The name in the registry, which `package = "…"` may set apart from the key. */
  name: string;
  key: string;
  /** The requirement as written; empty where it is only a folder, a git repository, or inherited. */
  wanted: string;
  scope: Scope;
  /** From a folder or a git repository, whatever the requirement. */
  elsewhere: boolean;
  /** Declared as `workspace = true`. */
  inherited: boolean;
  line?: number;
}

const sections: readonly [section: string, scope: Scope][] = [
  ['dependencies', 'runtime'],
  ['dev-dependencies', 'dev'],
  ['dev_dependencies', 'dev'],
  ['build-dependencies', 'build'],
  ['build_dependencies', 'build'],
];

/** Reads the text of a `Cargo.toml` (https://doc.rust-lang.org/cargo/reference/manifest.html). */
export async function readCargoToml(path: string, text: string): Promise<CargoToml> {
  const found: CargoToml = { dependencies: [], workspace: new Map(), problems: [] };
  const root = await parse(path, text, found.problems);
  if (root === undefined) return found;
  const lines = linesOf(text);
  const { name } = recordOf(root.package ?? root.project);
  if (typeof name === 'string') found.name = name;
  for (const [prefix, table] of tablesOf(root))
    for (const [section, scope] of sections)
      for (const [key, value] of Object.entries(recordOf(table[section])))
        take(found, path, key, value, scope, lines.get(`${prefix}${section}\0${key}`));
  const shared: CargoToml = { dependencies: [], workspace: new Map(), problems: found.problems };
  for (const [key, value] of Object.entries(recordOf(recordOf(root.workspace).dependencies)))
    take(shared, path, key, value, 'runtime', lines.get(`workspace.dependencies\0${key}`));
  for (const dependency of shared.dependencies) found.workspace.set(dependency.key, dependency);
  return found;
}

async function parse(path: string, text: string, problems: Problem[]): Promise<Table | undefined> {
  const { parse: parseToml, TomlError } = await import('smol-toml');
  try {
    return parseToml(text);
  } catch (error) {
    const line = error instanceof TomlError ? error.line : undefined;
    const reason = error instanceof TomlError ? error.message.split('\n')[0] : 'it nests too deep';
    problems.push({
      code: 'toml-invalid',
      message: `${path} could not be read: ${reason}`,
      path,
      ...(line === undefined ? {} : { line }),
      remedy: 'Run cargo metadata, which names the mistake.',
    });
    return undefined;
  }
}

type Table = Record<string, unknown>;

/** The manifest itself, and its sections for one platform each. */
function* tablesOf(root: Table): Generator<[prefix: string, table: Table]> {
  yield ['', root];
  for (const [platform, table] of Object.entries(recordOf(root.target)))
    yield [`target.${platform}.`, recordOf(table)];
}

function take(
  found: CargoToml,
  path: string,
  key: string,
  value: unknown,
  scope: Scope,
  line: number | undefined,
): void {
  const table = typeof value === 'string' ? { version: value } : recordOf(value);
  const { version = '', package: name = key, path: folder = '', git = '' } = table;
  const isText = [version, folder, git].every((text) => typeof text === 'string');
  if (!isText || typeof name !== 'string' || name === '' || Object.keys(table).length === 0) {
    const message = `The dependency "${key}" of ${path} could not be understood. It was left out.`;
    found.problems.push({ code: 'entry-invalid', message, path, ...(line === undefined ? {} : { line }) });
    return;
  }
  found.dependencies.push({
    name,
    key,
    wanted: version as string,
    scope: table.optional === true && scope === 'runtime' ? 'optional' : scope,
    elsewhere: table.path !== undefined || table.git !== undefined,
    inherited: table.workspace === true,
    ...(line === undefined ? {} : { line }),
  });
}

function recordOf(value: unknown): Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Table) : {};
}

/** Where keys stand, as `table\0key`: the parser does not say. `[dependencies.serde]` counts as the key `serde`. */
function linesOf(text: string): Map<string, number> {
  const lines = new Map<string, number>();
  let table = '';
  for (const [i, source] of text.split('\n').entries()) {
    const header = /^\s*\[([^[\]]+)\]\s*(?:#.*)?$/.exec(source)?.[1];
    const key = /^\s*(?:"([^"]+)"|'([^']+)'|([\w-]+))\s*[=.]/.exec(source);
    if (header !== undefined) {
      table = header.replace(/\s*(?:"([^"]*)"|'([^']*)')\s*/g, '$1$2').trim();
      const dot = table.lastIndexOf('.');
      if (dot > 0) note(lines, `${table.slice(0, dot)}\0${table.slice(dot + 1)}`, i + 1);
    } else if (key !== null) note(lines, `${table}\0${key[1] ?? key[2] ?? key[3]}`, i + 1);
  }
  return lines;
}

function note(lines: Map<string, number>, key: string, line: number): void {
  if (!lines.has(key)) lines.set(key, line);
}
