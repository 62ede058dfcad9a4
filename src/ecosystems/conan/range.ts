import { compare, isStable } from './compare.ts';

/**
 * Whether a version lies in Conan's notation: `[>=1.2 <2]`, `[~1.2]`, `[^1.2]`, alternatives by `||`; a plain version
 * is itself. Pre-releases only with `include_prerelease`.
 * (https://docs.conan.io/2/tutorial/versioning/version_ranges.html)
 */
export function inRange(version: string, range: string): boolean {
  const text = range.trim();
  if (version === '' || text === '') return false;
  if (!text.startsWith('[')) return compare(version, text) === 0;
  if (!text.endsWith(']')) return false;
  const [expression = '', ...options] = text.slice(1, -1).split(',');
  if (options.some((option) => !/^\s*(include_prerelease|loose)\b/.test(option))) return false;
  if (!isStable(version) && !options.some((option) => option.includes('include_prerelease'))) return false;
  return expression.split('||').some((alternative) => {
    const parts = alternative.trim().split(/\s+/);
    return parts.every((part) => holds(version, part));
  });
}

function holds(version: string, part: string): boolean {
  if (part === '' || part === '*') return compare(version, '0-') >= 0;
  const [, operator = '=', bound = ''] = /^([<>]=?|[=^~])?([^<>=^~]+)$/.exec(part) ?? [];
  if (bound === '') return false;
  const first = bound.includes('-') ? bound : `${bound}-`;
  switch (operator) {
    case '<':
      return compare(version, first) < 0;
    case '<=':
      return compare(version, bound) <= 0;
    case '>':
      return compare(version, bound) > 0;
    case '>=':
      return compare(version, first) >= 0;
    case '=':
      return compare(version, bound) === 0;
    default: {
      const next = upperBound(bound, operator);
      return (
        next !== undefined &&
        compare(version, operator === '~' ? first : bound) >= 0 &&
        compare(version, next) < 0
      );
    }
  }
}

/** `~1.2.3` keeps the second number, `~1` the first, `^0.2.3` the first that is not zero; the trailing `-` keeps pre-releases of the bound out. */
function upperBound(bound: string, operator: string): string | undefined {
  const main = bound.split('-')[0]!.split('.');
  const firstNumber = main.findIndex((part) => !/^0+$/.test(part));
  const index = operator === '~' ? Math.min(1, main.length - 1) : firstNumber < 0 ? main.length : firstNumber;
  const number = main[index];
  if (number === undefined || !/^\d{1,50}$/.test(number)) return undefined;
  return `${[...main.slice(0, index), String(BigInt(number) + 1n)].join('.')}-`;
}
