import { normaliseVersion } from './normalise-version.ts';

type Compare = (a: string, b: string) => number;
type Bound = [operator: string, version: string];

/** Characters of a constraint; the longest known have some hundred. */
const maxLength = 2000;

/** Whether a version meets a constraint (https://getcomposer.org/doc/articles/versions.md#writing-version-constraints). */
export function holdsConstraint(version: string, range: string, compare: Compare): boolean {
  if (range.length > maxLength || range.trim() === '') return false;
  return range.split(/\s*\|\|?\s*/).some((alternative) => {
    const bounds = boundsOf(alternative.trim());
    return bounds?.every((bound) => holds(version, bound, compare)) ?? false;
  });
}

function holds(version: string, [operator, bound]: Bound, compare: Compare): boolean {
  if (operator === 'any') return true;
  const [v, b] = [normaliseVersion(version), normaliseVersion(bound)];
  // A branch without a number has no order: it is only itself.
  if (v === undefined || b === undefined)
    return operator === '!=' ? version !== bound : operator === '=' && version === bound;
  const order = compare(v, b);
  if (operator === '>') return order > 0;
  if (operator === '>=') return order >= 0;
  if (operator === '<') return order < 0;
  if (operator === '<=') return order <= 0;
  return operator === '!=' ? order !== 0 : order === 0;
}

/** The bounds that all hold; `undefined` where one cannot be understood. */
function boundsOf(text: string): Bound[] | undefined {
  const hyphen = /^(\S+) +- +(\S+)$/.exec(text);
  if (hyphen !== null) return hyphenBounds(hyphen[1]!, hyphen[2]!);
  const parts = text
    .replace(/(^|[\s,])(>=|<=|<>|!=|==|[<>=~^])\s+/g, '$1$2')
    .split(/\s*,\s*|\s+/)
    .map(partBounds);
  return parts.includes(undefined) ? undefined : (parts as Bound[][]).flat();
}

function partBounds(written: string): Bound[] | undefined {
  const part = written
    .replace(/(?<=.)@(?:stable|rc|beta|alpha|dev)$/i, '')
    .replace(/^(dev-[^#]+|.+-dev)#.+$/, '$1');
  if (/^v?[x*](\.[x*])*$/i.test(part)) return [['any', '']];
  const wild = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:\.[x*])+$/i.exec(part);
  if (wild !== null) return between(numbersOf(wild), given(wild), numbersOf(wild).join('.'));
  if (part.startsWith('^') || part.startsWith('~')) return spanBounds(part[0]!, part.slice(1));
  const [, operator = '', version = ''] = /^(<>|!=|>=|<=|==|[<>=])?(.+)$/.exec(part) ?? [];
  if (normaliseVersion(version) === undefined && !/^dev-\S+$/.test(version)) return undefined;
  const name = { '': '=', '==': '=', '<>': '!=' }[operator] ?? operator;
  return [[name, name === '<' || name === '>=' ? withDev(version) : version]];
}

/** `^1.2.3` keeps the first number that is not 0, `~1.2.3` all but the last. */
function spanBounds(operator: string, version: string): Bound[] | undefined {
  const found = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:\.(\d+))?/i.exec(version);
  if (found === null || normaliseVersion(version) === undefined) return undefined;
  const numbers = numbersOf(found);
  const count = given(found) + (/\.x-?dev$/i.test(version) ? 1 : 0);
  const firstSet = numbers.slice(0, Math.min(given(found), 3)).findIndex((digits) => !/^0+$/.test(digits));
  const caret = firstSet < 0 ? Math.min(given(found), 3) : firstSet + 1;
  return between(numbers, operator === '^' ? caret : Math.max(1, count - 1), version);
}

/** From a version up to where its number at `position` (from 1) grows; pre-releases of the end stay outside. */
function between(numbers: string[], position: number, from: string): Bound[] {
  return [
    ['>=', withDev(from)],
    ['<', `${bump(numbers, position)}-dev`],
  ];
}

/** `1.0 - 2.0` ends before 2.1, `1.0 - 2.0.0` with 2.0.0. */
function hyphenBounds(from: string, to: string): Bound[] | undefined {
  if (normaliseVersion(from) === undefined || normaliseVersion(to) === undefined) return undefined;
  const lower: Bound = ['>=', withDev(from)];
  const partial = /^v?(\d+)(?:\.(\d+))?$/i.exec(to);
  if (partial === null) return [lower, ['<=', to]];
  return [lower, ['<', `${bump(numbersOf(partial), given(partial))}-dev`]];
}

/** The lowest pre-release of a version, unless it names one itself. */
function withDev(version: string): string {
  const normal = normaliseVersion(version);
  return normal === undefined || /[a-z]/i.test(normal) ? version : `${normal}-dev`;
}

function numbersOf(found: RegExpExecArray): string[] {
  return [1, 2, 3, 4].map((i) => found[i] ?? '0');
}

function given(found: RegExpExecArray): number {
  return found.slice(1, 5).filter((digits) => digits !== undefined).length;
}

function bump(numbers: string[], position: number): string {
  return numbers
    .map((digits, i) => (i + 1 < position ? digits : i + 1 === position ? String(BigInt(digits) + 1n) : '0'))
    .join('.');
}
