import { compareDigits, trimZeros } from '../../lib/semver/semver.ts';

interface Version {
  main: string[];
  prerelease: string[] | undefined;
  build: string[] | undefined;
}

/**
 * Conan's rules (https://docs.conan.io/2/tutorial/versioning/version_ranges.html and its `Version`): parts between dots,
 * numbers by value; zeros at the end do not count; what follows the first `-` is a pre-release, what follows the last
 * `+` a build, which counts. Conan compares a number with a word by their text, which is no order (10 < 1a < 2 < 10);
 * here numbers go before words.
 */
export function compare(a: string, b: string): number {
  const [x, y] = [parse(a), parse(b)];
  return (
    compareParts(x.main, y.main) ||
    Number(x.prerelease === undefined) - Number(y.prerelease === undefined) ||
    compareParts(x.prerelease ?? [], y.prerelease ?? []) ||
    Number(x.build !== undefined) - Number(y.build !== undefined) ||
    compareParts(x.build ?? [], y.build ?? [])
  );
}

/** Whether the version is no pre-release; versions without any number (`cci.20200101`, `system`) are none either. */
export function isStable(version: string): boolean {
  return version !== '' && parse(version).prerelease === undefined;
}

function parse(version: string): Version {
  const plus = version.lastIndexOf('+');
  const rest = plus < 0 ? version : version.slice(0, plus);
  const minus = rest.indexOf('-');
  return {
    main: parts(minus < 0 ? rest : rest.slice(0, minus)),
    prerelease: minus < 0 ? undefined : parts(rest.slice(minus + 1)),
    build: plus < 0 ? undefined : parts(version.slice(plus + 1)),
  };
}

function parts(text: string): string[] {
  const found = text.split('.').map((part) => (/^\d+$/.test(part) ? trimZeros(part) : part));
  while (found.at(-1) === '0') found.pop();
  return found;
}

function compareParts(a: string[], b: string[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const [x, y] = [a[i]!, b[i]!];
    const [xNumber, yNumber] = [/^\d+$/.test(x), /^\d+$/.test(y)];
    if (xNumber !== yNumber) return xNumber ? -1 : 1;
    const order = xNumber ? compareDigits(x, y) : x < y ? -1 : x > y ? 1 : 0;
    if (order !== 0) return order;
  }
  return a.length - b.length;
}
