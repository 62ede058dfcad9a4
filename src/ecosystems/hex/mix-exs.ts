import type { Scope } from '../../domain/inventory.ts';

/** A dependency that a `mix.exs` declares by a literal tuple. */
export interface MixDependency {
  app: string;
  /** The requirement as written; empty where there is none (git, path, umbrella). */
  wanted: string;
  scope: Scope;
  line: number;
}

const tuple =
  /\{\s*:(\w+)\s*,\s*(?:"([^"\n]{0,200})"\s*)?(,?[^{}"]{0,500}(?:"[^"\n]{0,500}"[^{}"]{0,500}){0,5})\}/g;

/**
 * Finds the dependencies in a `mix.exs`, which is a program: tuples of an atom and a requirement or options, as
 * https://hexdocs.pm/mix/Mix.Tasks.Deps.html has them. Others of that form (`{:ok, "x"}`) are told apart by the
 * lockfile.
 */
export function readMixExs(text: string): MixDependency[] {
  const source = text.replace(/^[ \t]*#.*$/gm, '');
  const found: MixDependency[] = [];
  let line = 1;
  let at = 0;
  for (const { 0: whole, 1: app, 2: wanted, 3: options = '', index } of source.matchAll(tuple)) {
    for (; at < index; at++) if (source.charCodeAt(at) === 10) line++;
    if (wanted === undefined && !/^\s*\w+:/.test(options)) continue;
    if (whole.length > 0) found.push({ app: app!, wanted: wanted ?? '', scope: scopeOf(options), line });
  }
  return found;
}

function scopeOf(options: string): Scope {
  const only = /\bonly:\s*(\[[^\]]*\]|:\w+)/.exec(options)?.[1];
  if (only !== undefined && !only.includes(':prod')) return only.includes(':dev') ? 'dev' : 'test';
  if (/\boptional:\s*true/.test(options)) return 'optional';
  return /\bruntime:\s*false/.test(options) ? 'build' : 'runtime';
}
