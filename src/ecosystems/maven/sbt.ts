import type { Scope } from '../../domain/inventory.ts';
import type { Problem } from '../../domain/problem.ts';
import { constantsOf, type Token, tokensOf } from './script/tokens.ts';
import { exactOf, isPlainName, maxStated, notExact, type Stated } from './stated.ts';

/**
 * Reads the modules of a `build.sbt`, `project/*.sbt` or `project/Dependencies.scala` as far as they are literal:
 * `"group" % "artifact" % "version" % Test`, where the version may be a `val` of the same file.
 * (https://www.scala-sbt.org/1.x/docs/Library-Dependencies.html)
 * @param scala the build's `scalaVersion`, which `%%` adds to the artifact: `_2.13`, `_3`.
 */
export function readSbt(
  path: string,
  text: string,
  scala: string | undefined,
): { stated: Stated[]; problems: Problem[] } {
  const tokens = tokensOf(text).filter(({ kind }) => kind !== 'line');
  const constants = constantsOf(tokens);
  const stated: Stated[] = [];
  const problems: Problem[] = [];
  for (const [i, token] of tokens.entries()) {
    const cross = tokens[i + 1]?.text ?? '';
    if (token.kind !== 'string' || !/^%{1,3}$/.test(cross) || tokens[i + 3]?.text !== '%') continue;
    if (tokens[i + 2]?.kind !== 'string' || tokens[i - 1]?.text.startsWith('%')) continue;
    const isPlugin = tokens[i - 1]?.text === '(' && tokens[i - 2]?.text === 'addSbtPlugin';
    const suffix = isPlugin ? '_2.12_1.0' : suffixOf(cross, scala);
    const [group, base, line] = [token.text, tokens[i + 2]!.text, token.line];
    const wanted = literalOf(tokens[i + 4], constants);
    const name = `${group}:${base}${suffix ?? ''}`;
    if (!isPlainName(group) || !isPlainName(base)) continue;
    const version = wanted === undefined ? undefined : exactOf(wanted);
    if (wanted === undefined)
      problems.push(unclear(path, name, 'its version is no literal of this file', line));
    else if (version === undefined) problems.push(notExact(path, name, wanted, line));
    else if (suffix === undefined)
      problems.push(unclear(path, name, `${cross} adds a Scala version that is not known`, line));
    const scope = isPlugin ? 'build' : scopeOf(tokens, i + 5);
    const artifact = `${base}${suffix ?? ''}`;
    stated.push({ group, artifact, wanted: wanted ?? '', version: version ?? '', scope, line });
    if (stated.length >= maxStated) break;
  }
  return { stated, problems };
}

/** The literal `scalaVersion` (or `ThisBuild / scalaVersion`) of a build. */
export function scalaVersionIn(text: string): string | undefined {
  const tokens = tokensOf(text).filter(({ kind }) => kind !== 'line');
  const constants = constantsOf(tokens);
  const at = tokens.findIndex(
    ({ text: word }, i) =>
      word === 'scalaVersion' && tokens[i + 1]?.text === ':' && tokens[i + 2]?.text === '=',
  );
  return at < 0 ? undefined : literalOf(tokens[at + 3], constants);
}

/** Scala 2 is compatible within `2.13`, Scala 3 within `3`; `%%%` (Scala.js, Native) adds the platform as well. */
function suffixOf(cross: string, scala: string | undefined): string | undefined {
  if (cross === '%') return '';
  const binary = /^(?:(2\.\d+)|(3))(?:\.|$)/.exec(scala ?? '');
  return cross === '%%%' || binary === null ? undefined : `_${binary[1] ?? binary[2]}`;
}

function literalOf(token: Token | undefined, constants: Map<string, string>): string | undefined {
  if (token?.kind === 'string') return token.text;
  return token?.kind === 'word'
    ? constants.get(token.text.slice(token.text.lastIndexOf('.') + 1))
    : undefined;
}

/** `% Test`, `% "test"`, `% "provided"`, `% "it,test"`. */
function scopeOf(tokens: Token[], at: number): Scope {
  if (tokens[at]?.text !== '%') return 'runtime';
  const conf = (tokens[at + 1]?.text ?? '').toLowerCase();
  if (/^(?:test|it|integrationtest)/.test(conf)) return 'test';
  return /^(?:provided|compileonly|compile-internal|plugin|scalafix)/.test(conf) ? 'build' : 'runtime';
}

function unclear(path: string, name: string, reason: string, line: number): Problem {
  const message = `${path} has ${name}, of which ${reason}. It was not judged.`;
  const remedy = 'Scan an SBOM instead: the plugin sbt-sbom writes one.';
  return { code: 'not-literal', message, path, line, remedy };
}
