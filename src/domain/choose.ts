import type { Fix } from './fix.ts';

/**
 * Which verified fixes of one commit are worth a pull request each. In words:
 * 1. More findings closed per changed package is better;
 * 2. then more findings closed;
 * 3. then fewer changed packages;
 * 4. then the smaller id, so that the choice is stable.
 * Taken from the best on; one whose findings are all closed by those already taken is left out.
 * (The order of osv-scanner's guided remediation, with findings that are already closed counted out.)
 */
export function choose<T extends { id: string; fix: Pick<Fix, 'resolves' | 'changed'> }>(
  fixes: readonly T[],
): { taken: T[]; superseded: T[] } {
  const [taken, superseded]: [T[], T[]] = [[], []];
  const closed = new Set<string>();
  for (const candidate of fixes.toSorted(better)) {
    if (candidate.fix.resolves.every((fingerprint) => closed.has(fingerprint))) superseded.push(candidate);
    else taken.push(candidate);
    for (const fingerprint of candidate.fix.resolves) closed.add(fingerprint);
  }
  return { taken, superseded };
}

function better(a: { id: string; fix: Pick<Fix, 'resolves' | 'changed'> }, b: typeof a): number {
  return (
    perChange(b) - perChange(a) ||
    b.fix.resolves.length - a.fix.resolves.length ||
    a.fix.changed.length - b.fix.changed.length ||
    (a.id < b.id ? -1 : 1)
  );
}

function perChange({ fix }: { fix: Pick<Fix, 'resolves' | 'changed'> }): number {
  return fix.resolves.length / Math.max(1, fix.changed.length);
}
