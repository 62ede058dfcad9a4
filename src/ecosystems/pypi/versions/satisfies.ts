import { type Clause, clausesOf } from './clauses.ts';
import { compareDigits, compareParsed, compareRelease } from './compare.ts';
import { type PythonVersion, parseVersion } from './parse.ts';

/** Longer or more is no specifier that people write. */
const maxLength = 2000;

/**
 * Whether a version satisfies a PEP 440 specifier set (`~=1.4.2, !=1.4.5`), or one of Poetry's and Pipenv's own
 * notations (`^1.2`, `~1.2`, `1.*`, `*`, a bare version, `a || b`). An environment marker after `;` is left out of
 * account. Pre-releases count only where a clause names one.
 */
export function satisfies(version: string, range: string): boolean {
  if (range.length > maxLength) return false;
  const specifiers = range.split(';', 1)[0]!;
  return specifiers.split('||').some((set) => satisfiesAll(version, set.trim()));
}

function satisfiesAll(version: string, set: string): boolean {
  const clauses = clausesOf(set);
  if (clauses === undefined) return false;
  const parsed = parseVersion(version);
  if (parsed === undefined) return clauses.length > 0 && clauses.every((c) => isIdentical(version, c));
  if (isPrerelease(parsed) && !clauses.some(namesPrerelease)) return false;
  return clauses.every((clause) => holds(version, parsed, clause));
}

/** Arbitrary equality, the only way to ask for what is no PEP 440 version. */
function isIdentical(version: string, clause: Clause): boolean {
  return clause.operator === '===' && clause.version.toLowerCase() === version.trim().toLowerCase();
}

function namesPrerelease({ operator, version }: Clause): boolean {
  const parsed = parseVersion(version);
  return operator !== '!=' && parsed !== undefined && isPrerelease(parsed);
}

function isPrerelease({ pre, dev }: PythonVersion): boolean {
  return pre !== undefined || dev !== undefined;
}

function holds(version: string, parsed: PythonVersion, clause: Clause): boolean {
  if (clause.operator === '===') return isIdentical(version, clause);
  const prefix = clause.operator === '==' || clause.operator === '!=' ? prefixOf(clause.version) : undefined;
  if (prefix !== undefined) return startsWith(parsed, prefix) === (clause.operator === '==');
  const bound = parseVersion(clause.version);
  if (bound === undefined) return false;
  // A local version of what is asked for will do, unless the specifier names one.
  const order = compareParsed(parsed, bound, true);
  switch (clause.operator) {
    case '==':
      return (bound.local === undefined ? order : compareParsed(parsed, bound)) === 0;
    case '!=':
      return (bound.local === undefined ? order : compareParsed(parsed, bound)) !== 0;
    case '<=':
      return bound.local === undefined && order <= 0;
    case '>=':
      return bound.local === undefined && order >= 0;
    case '<':
      return bound.local === undefined && isBelow(parsed, bound);
    case '>':
      return bound.local === undefined && isAbove(parsed, bound);
    case '~=':
      return bound.local === undefined && isCompatible(parsed, bound);
  }
}

/** `1.2.*` → the version 1.2. */
function prefixOf(version: string): PythonVersion | undefined {
  const found = /^(v?(?:\d+!)?\d+(?:\.\d+)*)\.\*$/i.exec(version);
  return found === null ? undefined : parseVersion(found[1]!);
}

function startsWith(version: PythonVersion, prefix: PythonVersion): boolean {
  const { length } = prefix.release;
  return (
    compareDigits(version.epoch, prefix.epoch) === 0 &&
    compareRelease(version.release.slice(0, length), prefix.release) === 0
  );
}

/** `<1.0` leaves out the pre-releases of 1.0 itself, unless the bound is one. */
function isBelow(version: PythonVersion, bound: PythonVersion): boolean {
  if (compareParsed(version, bound) >= 0) return false;
  if (isPrerelease(bound) || !isPrerelease(version)) return true;
  return !sameBase(version, bound) || version.post !== bound.post;
}

/** `>1.0` leaves out the post-releases and local versions of 1.0 itself. */
function isAbove(version: PythonVersion, bound: PythonVersion): boolean {
  if (compareParsed(version, bound, true) <= 0) return false;
  if (version.post === undefined || bound.post !== undefined || bound.dev !== undefined) return true;
  return !sameBase(version, bound) || version.pre?.join('') !== bound.pre?.join('');
}

function sameBase(a: PythonVersion, b: PythonVersion): boolean {
  return compareDigits(a.epoch, b.epoch) === 0 && compareRelease(a.release, b.release) === 0;
}

/** `~=2.2.1` is `>=2.2.1, ==2.2.*`; one number alone says nothing. */
function isCompatible(version: PythonVersion, bound: PythonVersion): boolean {
  if (bound.release.length < 2) return false;
  const prefix: PythonVersion = { epoch: bound.epoch, release: bound.release.slice(0, -1) };
  return compareParsed(version, bound, true) >= 0 && startsWith(version, prefix);
}
