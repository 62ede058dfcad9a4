import type { Scope } from '../../domain/inventory.ts';
import type { Problem } from '../../domain/problem.ts';
import { exactOf, isPlainName, maxStated, notExact, type Stated } from './stated.ts';

/**
 * Reads the dependencies and plugins of a `project.clj`, as far as they are literal: `[group/artifact "1.0" :scope
 * "test"]`; a name without a group is both. (https://codeberg.org/leiningen/leiningen/src/branch/main/sample.project.clj)
 */
export function readLeiningen(path: string, text: string): { stated?: Stated[]; problems: Problem[] } {
  const problems: Problem[] = [];
  const { forms, unclosed } = readForms(text);
  if (unclosed !== undefined) {
    const message = `${path} has brackets that do not match, or nests too deep. Nothing of it was read.`;
    return { problems: [{ code: 'clojure-invalid', message, path, line: unclosed }] };
  }
  const project = forms.find((form) => form.kind === 'list' && form.items[0]?.text === 'defproject');
  if (project === undefined) {
    const message = `${path} has no defproject. Nothing of it was read.`;
    return { problems: [{ code: 'leiningen-invalid', message, path }] };
  }
  const stated: Stated[] = [];
  visit(project, undefined, (form, scope) => {
    if (stated.length < maxStated) stated.push(...stateOf(path, form, scope, problems));
  });
  return { stated, problems };
}

interface Form {
  kind: 'list' | 'atom' | 'string';
  text: string;
  items: Form[];
  line: number;
}

const maxDepth = 100;
const shape = /(\n)|[\s,]+|;[^\n]*|(#_)|"((?:[^"\\]|\\[\s\S])*)"|([()[\]{}])|(#?[^\s,;"()[\]{}]+)|[\s\S]/g;

/** Lists, vectors and maps are all lists here. `#_` leaves out what follows it. */
function readForms(text: string): { forms: Form[]; unclosed?: number } {
  const root: Form = { kind: 'list', text: '', items: [], line: 1 };
  const open = [root];
  const closers: string[] = [];
  let line = 1;
  let discard = 0;
  const add = (form: Form) => {
    if (discard > 0) discard--;
    else open.at(-1)!.items.push(form);
  };
  for (const [all, newline, dropped, string, bracket, atom] of text.slice(0, 2 ** 20).matchAll(shape)) {
    if (dropped !== undefined) discard++;
    else if (string !== undefined) add({ kind: 'string', text: string, items: [], line });
    else if (atom !== undefined) add({ kind: 'atom', text: atom, items: [], line });
    else if (bracket !== undefined && '([{'.includes(bracket)) {
      if (open.length > maxDepth) return { forms: [], unclosed: line };
      const form: Form = { kind: 'list', text: '', items: [], line };
      add(form);
      open.push(form);
      closers.push({ '(': ')', '[': ']', '{': '}' }[bracket]!);
    } else if (bracket !== undefined) {
      if (closers.pop() !== bracket) return { forms: [], unclosed: line };
      open.pop();
    }
    if (newline !== undefined) line++;
    else if (all.includes('\n')) line += all.split('\n').length - 1;
  }
  return open.length > 1 ? { forms: [], unclosed: open.at(-1)!.line } : { forms: root.items };
}

type Visit = (form: Form, scope: Scope | undefined) => void;

/** Values of `:dependencies` and `:plugins`, at any depth: profiles have their own. */
function visit(form: Form, scope: Scope | undefined, take: Visit): void {
  for (const [i, { text, kind }] of form.items.entries()) {
    const value = form.items[i + 1];
    if (kind === 'list') {
      const key = form.items[i - 1]?.text ?? '';
      visit(form.items[i]!, profileScopes.get(key) ?? scope, take);
    } else if ((text === ':dependencies' || text === ':plugins') && value?.kind === 'list') {
      for (const one of value.items)
        if (one.kind === 'list') take(one, text === ':plugins' ? 'build' : scope);
    }
  }
}

/** Leiningen's own profiles. (https://codeberg.org/leiningen/leiningen/src/branch/main/doc/PROFILES.md) */
const profileScopes = new Map<string, Scope>([
  [':dev', 'dev'],
  [':user', 'dev'],
  [':repl', 'dev'],
  [':test', 'test'],
  [':provided', 'build'],
]);

function stateOf(
  path: string,
  { items, line }: Form,
  outer: Scope | undefined,
  problems: Problem[],
): Stated[] {
  const [name, version] = items;
  if (name === undefined) return [];
  const [group = '', artifact = group] = name.text.split('/');
  if (name.kind !== 'atom' || !isPlainName(group) || !isPlainName(artifact)) {
    const message = `${path} has a dependency whose name is no literal: "${name.text.slice(0, 60)}". It was left out.`;
    problems.push({ code: 'not-literal', message, path, line });
    return [];
  }
  const full = `${group}:${artifact}`;
  const wanted = version?.kind === 'string' ? version.text : '';
  const exact = wanted === '' ? undefined : exactOf(wanted);
  if (wanted === '') {
    const message = `${path} has ${full} without a literal version. It was not judged.`;
    problems.push({ code: 'not-literal', message, path, line });
  } else if (exact === undefined) problems.push(notExact(path, full, wanted, line));
  const own = items[items.findIndex(({ text }) => text === ':scope') + 1]?.text ?? '';
  const scope = { test: 'test', provided: 'build' }[own] as Scope | undefined;
  return [{ group, artifact, wanted, version: exact ?? '', scope: scope ?? outer ?? 'runtime', line }];
}
