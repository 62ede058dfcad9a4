import type { Versioning } from '../../domain/version.ts';
import { compareDigits, trimZeros } from '../../lib/semver/semver.ts';

/**
 * Haskell's rules (https://pvp.haskell.org): numbers parted by dots, compared one by one; of two that begin alike the
 * longer is newer, so that 1.0 comes before 1.0.0. What is no such version is older than all.
 */
export const versions: Versioning = { compare, satisfies, isStable };

function compare(a: string, b: string): number {
  const [x, y] = [parse(a), parse(b)];
  if (x === undefined || y === undefined) {
    if (x !== y) return x === undefined ? -1 : 1;
    return a < b ? -1 : a > b ? 1 : 0;
  }
  return compareNumbers(x, y);
}

/** Versions of Hackage have no pre-releases; candidates are not published. */
function isStable(version: string): boolean {
  return parse(version) !== undefined;
}

/** Cabal's constraints (https://cabal.readthedocs.io/en/stable/buildinfo-fields-reference.html); `&&` binds closer. */
function satisfies(version: string, range: string): boolean {
  const parsed = parse(version);
  const tokens = range.match(/&&|\|\||\^>=|[<>=]=|[<>]|-any|-none|[(){},]|\d+(?:\.\d+)*(?:\.\*)?|\S/g);
  if (parsed === undefined || tokens === null || tokens.length > 1000) return false;
  const state = { version: parsed, tokens, at: 0, depth: 0 };
  const result = either(state);
  return result === true && state.at === tokens.length;
}

interface State {
  version: string[];
  tokens: string[];
  at: number;
  depth: number;
}

/** These give `undefined` for what is no constraint. */
function either(state: State): boolean | undefined {
  let result = both(state);
  while (state.tokens[state.at] === '||') {
    state.at++;
    const other = both(state);
    result = result === undefined || other === undefined ? undefined : result || other;
  }
  return result;
}

function both(state: State): boolean | undefined {
  let result = one(state);
  while (state.tokens[state.at] === '&&') {
    state.at++;
    const other = one(state);
    result = result === undefined || other === undefined ? undefined : result && other;
  }
  return result;
}

function one(state: State): boolean | undefined {
  const token = state.tokens[state.at++];
  if (token === '-any') return true;
  if (token === '-none') return false;
  if (token === '(') {
    if (++state.depth > 50) return undefined;
    const result = either(state);
    return state.tokens[state.at++] === ')' ? result : undefined;
  }
  if (token === undefined || !/^([<>]=?|==|\^>=)$/.test(token)) return undefined;
  if (state.tokens[state.at] !== '{') return holds(state.version, token, state.tokens[state.at++] ?? '');
  return oneOf(state, token);
}

/** `== { 1.0, 1.1 }` */
function oneOf(state: State, operator: string): boolean | undefined {
  let result: boolean | undefined = false;
  do {
    state.at++;
    const holding = holds(state.version, operator, state.tokens[state.at++] ?? '');
    result = result === undefined || holding === undefined ? undefined : result || holding;
  } while (state.tokens[state.at] === ',');
  return state.tokens[state.at++] === '}' ? result : undefined;
}

function holds(version: string[], operator: string, text: string): boolean | undefined {
  if (operator === '==' && text.endsWith('.*')) {
    const prefix = parse(text.slice(0, -2));
    return prefix?.every((number, i) => number === version[i]);
  }
  const bound = parse(text);
  if (bound === undefined) return undefined;
  const order = compareNumbers(version, bound);
  switch (operator) {
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
    case '==':
      return order === 0;
    // The first two numbers say what breaks: `^>=1.2.3` is `>=1.2.3 && <1.3`, `^>=1` is `>=1 && <1.1`.
    default:
      return order >= 0 && version[0] === bound[0] && (version[1] ?? '0') === (bound[1] ?? '0');
  }
}

function parse(version: string): string[] | undefined {
  return /^\d+(\.\d+)*$/.test(version.trim()) ? version.trim().split('.').map(trimZeros) : undefined;
}

function compareNumbers(a: string[], b: string[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const order = compareDigits(a[i]!, b[i]!);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}
