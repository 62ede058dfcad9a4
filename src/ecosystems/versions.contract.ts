import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Versioning } from '../domain/version.ts';

/** What is known of an ecosystem's versions, from its own documentation. */
export interface VersionCases {
  /** Each list goes from older to newer; versions that are equal stand together in a list of their own. */
  ordered: (string | string[])[][];
  satisfies: [version: string, range: string, expected: boolean][];
  stable: string[];
  unstable: string[];
  /** Characters that versions and ranges of this ecosystem are made of, to provoke what random strings do not. */
  alphabet: string;
}

/** What every ecosystem's versions must do. Call it from the ecosystem's `versions.test.ts`. */
export function testVersions({ compare, satisfies, isStable }: Versioning, cases: VersionCases): void {
  const sign = (a: string, b: string) => Math.sign(compare(a, b));
  const pairs = cases.ordered.flatMap((list) => {
    const steps = list.map((step) => [step].flat());
    return steps.flatMap((step, i) =>
      step.flatMap((a, at) => [
        ...step.slice(at).map((b): [string, string, string] => [a, '=', b]),
        ...steps.slice(i + 1).flatMap((later) => later.map((b): [string, string, string] => [a, '<', b])),
      ]),
    );
  });
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: fc.constantFrom(...cases.alphabet), maxLength: 10 }),
    fc.constantFrom(...cases.ordered.flat(2)),
  );

  it.each(pairs)('%s %s %s', (a, order, b) => {
    expect(sign(a, b)).toBe(order === '=' ? 0 : -1);
    expect(sign(b, a)).toBe(order === '=' ? 0 : 1);
  });

  describe('compare', () => {
    it('is a total order over every string', () => {
      fc.assert(
        fc.property(text, text, text, (a, b, c) => {
          expect(sign(a, a)).toBe(0);
          expect(sign(a, b)).toBe(0 - sign(b, a));
          const [x, y, z] = [a, b, c].sort(compare) as [string, string, string];
          expect(sign(x, y)).toBeLessThanOrEqual(0);
          expect(sign(y, z)).toBeLessThanOrEqual(0);
          expect(sign(x, z)).toBe(Math.min(sign(x, y), sign(y, z)));
        }),
        { numRuns: 3000 },
      );
    });
  });

  it.each(cases.satisfies)('satisfies(%s, %s) is %s', (version, range, expected) => {
    expect(satisfies(version, range)).toBe(expected);
  });

  it('answers any range without an exception', () => {
    fc.assert(
      fc.property(text, text, (version, range) => {
        expect(typeof satisfies(version, range)).toBe('boolean');
        expect(typeof isStable(version)).toBe('boolean');
      }),
      { numRuns: 2000 },
    );
    expect(satisfies(cases.stable[0]!, '('.repeat(100_000))).toBe(false);
  });

  it('tells releases from what comes before them', () => {
    expect(cases.stable.filter((version) => !isStable(version))).toEqual([]);
    expect(cases.unstable.filter(isStable)).toEqual([]);
  });
}
