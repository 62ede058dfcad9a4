import type { Scope } from '../../domain/inventory.ts';

/** A gem that a `Gemfile` declares by literals. */
export interface GemfileGem {
  name: string;
  /** The requirements as written, with commas between; empty where there are none. */
  wanted: string;
  scope: Scope;
  line: number;
}

/** Characters of one statement that are looked at; regular expressions run out of stack in very long ones. */
const maxStatement = 2000;
/** Gems that are read of one file. Bounds what a hostile one costs. */
const maxGems = 20_000;

const gemCall = /^gem[\s(]+(?:"([^"#\s]+)"|'([^'\s]+)')((?:\s*,\s*(?:"[^"#]*"|'[^']*'))*)/;
const group = /^group[\s(]+(.*?)\)?\s+do\b/;
const opens = /\bdo(\s*\|[^|]*\|)?$|^(if|unless|case|begin|def|while|until|class|module)\b/;

/**
 * Finds the gems in a `Gemfile`, which is a program: calls of `gem` with literal arguments and the blocks of `group`
 * around them (https://bundler.io/man/gemfile.5.html). Whatever else it computes is not known.
 */
export function readGemfile(text: string): GemfileGem[] {
  const found: GemfileGem[] = [];
  /** Of each open block, the groups that it puts its gems into, if it does. */
  const blocks: (string[] | undefined)[] = [];
  for (const { source, line } of statements(text)) {
    if (source === 'end') blocks.pop();
    const call = gemCall.exec(source);
    if (call !== null && found.length < maxGems) {
      const groups = [...blocks.flatMap((block) => block ?? []), ...groupsOf(source)];
      const wanted = [...call[3]!.matchAll(/"([^"]*)"|'([^']*)'/g)].map((m) => m[1] ?? m[2]);
      found.push({ name: call[1] ?? call[2]!, wanted: wanted.join(', '), scope: scopeOf(groups), line });
    }
    const grouped = group.exec(source)?.[1];
    if (grouped !== undefined) blocks.push(namesIn(grouped));
    else if (opens.test(source)) blocks.push(undefined);
  }
  return found;
}

/** Lines without comments, those that a comma continues put together. */
function* statements(text: string): Generator<{ source: string; line: number }> {
  let begun = '';
  let start = 0;
  let line = 0;
  for (const raw of text.split('\n')) {
    line++;
    const part = raw
      .slice(0, maxStatement)
      .replace(/(^|\s)#.*$/, '')
      .trim();
    if (part === '' && begun !== '') continue;
    if (begun === '') start = line;
    begun = begun === '' ? part : `${begun} ${part}`;
    if (part.endsWith(',') && begun.length < maxStatement) continue;
    yield { source: begun.slice(0, maxStatement), line: start };
    begun = '';
  }
  if (begun !== '') yield { source: begun, line: start };
}

/** `group: :test`, `groups: [:development, :test]`, `:group => :test`. */
function groupsOf(source: string): string[] {
  const option = /(?:\bgroups?:|:groups?\s*=>)\s*(\[[^\]]*\]|%i\[[^\]]*\]|:\w+|["']\w+["'])/.exec(
    source,
  )?.[1];
  return option === undefined ? [] : namesIn(option);
}

function namesIn(list: string): string[] {
  const words = /^%[iw]\[([^\]]*)\]/.exec(list)?.[1];
  if (words !== undefined) return words.split(/\s+/).filter((word) => word !== '');
  return [...list.matchAll(/(?<!\w):(\w+)|["'](\w+)["']/g)].map((m) => m[1] ?? m[2]!);
}

/** A gem in several groups is needed for the most important of them. */
function scopeOf(groups: string[]): Scope {
  const scopes = groups.map((name): Scope => {
    if (/^(test|ci|spec|cucumber)$/.test(name)) return 'test';
    return /^(dev|development|lint|linters?|docs?|debug)$/.test(name) ? 'dev' : 'runtime';
  });
  if (scopes.length === 0 || scopes.includes('runtime')) return 'runtime';
  return scopes.includes('dev') ? 'dev' : 'test';
}
