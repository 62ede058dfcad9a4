import { constantsOf, isCoordinate, type Token, tokensOf } from '../script/tokens.ts';
import { exactOf, isPlainName, maxStated, type Stated } from '../stated.ts';
import { scopeOf } from './scope.ts';
import { type Statement, statementsOf } from './statements.ts';

/** What a build script says without being run. A version that it does not say is `''`, and so is what was wanted. */
export interface BuildScript {
  stated: Stated[];
  /** Uses of version catalogs: `libs.spring.core`. */
  accessors: { name: string; configuration: string; line: number }[];
  constants: Map<string, string>;
  /** Declarations that say nothing without being run. */
  unreadable: { what: string; line: number }[];
}

/**
 * Reads the literal coordinates of a `build.gradle` or `build.gradle.kts`
 * (https://docs.gradle.org/current/userguide/declaring_dependencies.html): `'g:a:v'` anywhere, and named arguments
 * inside `dependencies`. A value is known where it is a literal of this script or of `values`.
 * @param catalogs the names of the build's version catalogs.
 */
export function readBuildScript(
  text: string,
  values: Map<string, string>,
  catalogs: Set<string>,
): BuildScript {
  const tokens = tokensOf(text);
  const constants = constantsOf(tokens);
  const script: BuildScript = { stated: [], accessors: [], constants, unreadable: [] };
  const lookUp = (name: string) => constants.get(name) ?? values.get(name);
  for (const statement of statementsOf(tokens)) readStatement(statement, script, lookUp, catalogs);
  return script;
}

type LookUp = (name: string) => string | undefined;

function readStatement(
  { tokens, declares }: Statement,
  script: BuildScript,
  lookUp: LookUp,
  catalogs: Set<string>,
): void {
  if (script.stated.length >= maxStated || tokens[0]?.text === 'exclude') return;
  const configuration = configurationOf(tokens);
  const named = declares ? namedArguments(tokens, lookUp) : undefined;
  const found =
    named === undefined ? tokens.flatMap((_, i) => foundAt(tokens, i, declares, lookUp)) : [named];
  for (const { group, artifact, wanted, line, platform } of found) {
    const scope = platform ? 'build' : scopeOf(configuration);
    script.stated.push({ group, artifact, wanted, version: exactOf(wanted) ?? '', scope, line });
  }
  const words = tokens.filter(({ kind, text }) => kind === 'word' && text.includes('.'));
  const accessors = words.filter(({ text }) => catalogs.has(text.split('.', 1)[0]!));
  script.accessors.push(...accessors.map(({ text, line }) => ({ name: text, configuration, line })));
  const [first] = tokens;
  if (!declares || first === undefined || found.length + accessors.length > 0 || !isUnreadable(tokens))
    return;
  // What a map or a constant holds is stated where it stands.
  if (words.some(({ text }) => isCoordinate(lookUp(lastSegment(text)) ?? ''))) return;
  script.unreadable.push({ what: textOf(tokens), line: first.line });
}

function lastSegment(word: string): string {
  return word.slice(word.lastIndexOf('.') + 1);
}

/** `implementation …`, `"implementation"(…)`, `add("implementation", …)`, `x = …`. */
function configurationOf(tokens: Token[]): string {
  const [first, second, third] = tokens;
  if (first?.text === 'add' && second?.text === '(' && third?.kind === 'string') return third.text;
  return first?.kind === 'word' || second?.text === '(' ? (first?.text ?? '') : '';
}

interface Found {
  group: string;
  artifact: string;
  wanted: string;
  line: number;
  /** It only says which versions others have. */
  platform?: boolean;
}

function foundAt(tokens: Token[], at: number, declares: boolean, lookUp: LookUp): Found[] {
  const token = tokens[at]!;
  const [next, name, comma, version] = tokens.slice(at + 1, at + 5);
  if (token.kind === 'string') {
    const found = coordinateOf(token, declares, lookUp);
    const platform = /^(?:enforcedPlatform|platform)$/.test(tokens[at - 2]?.text ?? '');
    return found === undefined ? [] : [{ ...found, platform }];
  }
  if (!declares || token.text !== 'kotlin' || next?.text !== '(' || name?.kind !== 'string') return [];
  const wanted = comma?.text === ',' && version?.kind === 'string' ? version.text : '';
  return [{ group: 'org.jetbrains.kotlin', artifact: `kotlin-${name.text}`, wanted, line: token.line }];
}

/** `group:artifact:version:classifier@extension`; `:project` and URLs have no group. */
function coordinateOf(token: Token, declares: boolean, lookUp: LookUp): Found | undefined {
  const text = literalOf(token, lookUp);
  const [group = '', artifact = '', version, , extra] = (text ?? token.text).split('@', 1)[0]!.split(':');
  if (!isPlainName(group) || !isPlainName(artifact) || extra !== undefined) return undefined;
  if (!declares && !isLikely(group, version)) return undefined;
  const known = version !== undefined && /^[\w.\-+!,[\]() ]+$/.test(version);
  return { group, artifact, wanted: known ? version : '', line: token.line };
}

/** Outside of a `dependencies` block a text with colons may be anything: a task, a port, a time. */
function isLikely(group: string, version: string | undefined): boolean {
  return group.includes('.') && /[a-z]/i.test(group) && version !== undefined && version !== '';
}

/** A string with every `$name` and `${name}` replaced; `undefined` where one is not known. */
function literalOf(token: Token, lookUp: LookUp): string | undefined {
  if (token.open === undefined || !token.text.includes('$')) return token.text;
  let known = true;
  const text = token.text.replaceAll(
    /\$(?:\{([^{}]*)\}|([A-Za-z_][\w.]*\w|\w))/g,
    (written, braced, bare) => {
      const name = String(braced ?? bare).trim();
      const property =
        /^(?:(?:rootProject|project)\.)?(?:findProperty|property|ext|extra)?[([]\s*["'](.+)["']\s*[)\]]$/.exec(
          name,
        )?.[1];
      const found = lookUp(property ?? name.replace(/^(?:rootProject\.|project\.)?(?:ext\.|extra\.)?/, ''));
      if (found === undefined) known = false;
      return found ?? written;
    },
  );
  return known ? text : undefined;
}

/** `group: 'g', name: 'a', version: 'v'`, in Kotlin with `=`. */
function namedArguments(tokens: Token[], lookUp: LookUp): Found | undefined {
  const found = new Map<string, { value: string | undefined; line: number }>();
  for (const [i, token] of tokens.entries()) {
    const separator = tokens[i + 1]?.text;
    const value = tokens[i + 2];
    if (token.kind !== 'word' || (separator !== ':' && separator !== '=') || value === undefined) continue;
    const literal = value.kind === 'string' ? literalOf(value, lookUp) : lookUp(value.text);
    found.set(token.text, { value: literal, line: token.line });
  }
  const [group, name, version] = [found.get('group'), found.get('name'), found.get('version')];
  if (group?.value === undefined || name?.value === undefined) return undefined;
  if (!isPlainName(group.value) || !isPlainName(name.value)) return undefined;
  return { group: group.value, artifact: name.value, wanted: version?.value ?? '', line: group.line };
}

/** A declaration of something that is neither here nor a part of the build itself. */
function isUnreadable(tokens: Token[]): boolean {
  const [first, second] = tokens;
  if (first?.kind !== 'word' || second === undefined || second.text === '=') return false;
  if (
    !/^[a-z]\w*$/.test(first.text) ||
    /^(?:if|else|for|exclude|because|version|strictly|require|prefer|reject|transitive|isTransitive|def|val|var|components|modules|attributes|capabilities)$/.test(
      first.text,
    )
  )
    return false;
  return !tokens.some(({ text }) =>
    /^(?:project|projects\..*|files|fileTree|gradleApi|gradleTestKit|localGroovy|gradleKotlinDsl|sourceSets\..*)$/.test(
      text,
    ),
  );
}

function textOf(tokens: Token[]): string {
  return tokens
    .map(({ kind, text }) => (kind === 'string' ? `"${text}"` : text))
    .join(' ')
    .slice(0, 80);
}
