import type { Problem } from '../../domain/problem.ts';
import type { LockedCrate } from './lockfile.ts';

/** Crates that are read of one lockfile; the largest known have 2,000. Bounds what a hostile one costs. */
const maxCrates = 50_000;
const remedy = 'Run cargo generate-lockfile, or restore the file from an earlier commit.';

/**
 * Reads the text of a `Cargo.lock`, versions 1 to 4 (https://doc.rust-lang.org/cargo/guide/cargo-toml-vs-cargo-lock.html).
 * Cargo writes one key a line, so that the part of TOML that it uses is read line by line.
 * @returns no crates where nothing in it could be understood.
 */
export function readCargoLock(path: string, text: string): { crates?: LockedCrate[]; problems: Problem[] } {
  const state: State = { path, table: '', list: undefined, crates: [], problems: [], understood: false };
  let line = 0;
  for (const source of text.split('\n')) {
    line++;
    takeLine(state, source.trim(), line);
    if (state.crates.length <= maxCrates) continue;
    state.crates.pop();
    const message = `${path} lists more than ${maxCrates.toLocaleString('en')} crates. The rest was not read.`;
    state.problems.push({ code: 'too-many-packages', message, path, line });
    break;
  }
  if (state.list !== undefined) wrong(state, line, 'ends inside a list of dependencies');
  const crates = complete(state);
  return state.understood ? { crates, problems: state.problems } : { problems: nothing(path) };
}

interface State {
  path: string;
  /** The table whose keys are being read: `package`, or another, whose keys do not count. */
  table: string;
  /** A list that is still open: of dependencies, or of no interest. */
  list: string[] | undefined;
  crates: LockedCrate[];
  problems: Problem[];
  understood: boolean;
}

/** One header, one key with a text, or one item of a list. */
const shape = /^(?:\[\[?([\w.]+)\]\]?|("[^"]*"|[\w-]+)\s*=\s*(\[|[^[].*)?(.*))$/;

function takeLine(state: State, source: string, line: number): void {
  if (source === '' || source.startsWith('#')) return;
  if (state.list !== undefined) {
    takeItems(state, source, line);
    return;
  }
  const [, table, key, value = '', rest = ''] = shape.exec(source) ?? [];
  if (table !== undefined) takeTable(state, table, line);
  else if (key === undefined || value === '') wrong(state, line, 'could not be understood');
  else if (value === '[') {
    const crate = state.table === 'package' ? state.crates.at(-1) : undefined;
    state.list = key === 'dependencies' && crate !== undefined ? crate.dependencies : [];
    takeItems(state, rest, line);
  } else takeKey(state, key, value, line);
}

/** `root` was the crate itself, until 2017. */
function takeTable(state: State, table: string, line: number): void {
  state.understood = true;
  state.table = table === 'root' ? 'package' : table;
  if (state.table === 'package') state.crates.push({ name: '', version: '', dependencies: [], line });
}

function takeKey(state: State, key: string, value: string, line: number): void {
  state.understood ||= key === 'version';
  if (state.table !== 'package') return;
  const text = /^"([^"\\]*)"$/.exec(value)?.[1];
  const crate = state.crates.at(-1)!;
  if (text === undefined) wrong(state, line, 'could not be understood');
  else if (key === 'name') [crate.name, crate.line] = [text, line];
  else if (key === 'version') crate.version = text;
  else if (key === 'source') crate.source = text;
}

function takeItems(state: State, source: string, line: number): void {
  const end = source.indexOf(']');
  const items = end < 0 ? source : source.slice(0, end);
  for (const [, item] of items.matchAll(/"([^"\\]*)"/g)) state.list!.push(item!);
  if (items.replace(/"[^"\\]*"|[\s,]/g, '') !== '') wrong(state, line, 'could not be understood');
  if (end >= 0) state.list = undefined;
}

function wrong(state: State, line: number, what: string): void {
  const message = `Line ${line} of ${state.path} ${what}. The rest was read.`;
  state.problems.push({ code: 'lockfile-invalid', message, path: state.path, line, remedy });
}

/** Crates with a name and a version, each once. */
function complete({ path, crates, problems }: State): LockedCrate[] {
  const seen = new Set<string>();
  return crates.filter(({ name, version, source, line }) => {
    const key = `${name} ${version} ${source}`;
    const what =
      name === '' || version === '' ? 'has no name or no version' : seen.has(key) ? 'stands twice' : '';
    seen.add(key);
    if (what === '') return true;
    const message = `The package on line ${line} of ${path} ${what}. It was left out.`;
    problems.push({ code: 'entry-invalid', message, path, line, remedy });
    return false;
  });
}

function nothing(path: string): Problem[] {
  const message = `${path} is no Cargo.lock. Nothing in it could be read.`;
  return [{ code: 'lockfile-invalid', message, path, line: 1, remedy }];
}
