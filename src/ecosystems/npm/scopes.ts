import type { Dependency, Scope } from '../../domain/inventory.ts';
import type { Connected } from './connect.ts';

/** What is needed for more than one thing is named by the first of these. */
const order: Scope[] = ['runtime', 'optional', 'dev', 'build', 'peer'];

/**
 * Gives every package the scope for which it is there, by who declares it and what is required from there on: the yarn
 * and bun lockfiles do not say. What only optional requirements lead to is optional. What nobody leads to keeps the
 * scope it has.
 */
export function spreadScopes({ packages, optional }: Connected): void {
  const { starts, required } = turn(packages);
  const declared = [...packages.keys()].filter((i) => packages[i]!.declared.length > 0);
  const seen = new Uint8Array(packages.length);
  const mayFail = (from: number, to: number) =>
    optional.size > 0 && optional.has(from * packages.length + to);
  for (const scope of order) {
    const queue: number[] = [];
    const reach = (i: number) => {
      if (seen[i] === 1) return;
      seen[i] = 1;
      packages[i]!.scope = scope;
      queue.push(i);
    };
    for (const i of declared) if (packages[i]!.declared.some((one) => one.scope === scope)) reach(i);
    if (scope === 'optional')
      for (const edge of optional)
        if (seen[Math.floor(edge / packages.length)] === 1) reach(edge % packages.length);
    for (const from of queue)
      for (let i = starts[from]!; i < starts[from + 1]!; i++) {
        const to = required[i]!;
        if (scope !== 'runtime' || !mayFail(from, to)) reach(to);
      }
  }
}

/** Who requires whom, from the dependents' side: those of `n` stand in `required` from `starts[n]` on. */
function turn(packages: readonly Dependency[]): { starts: Uint32Array; required: Uint32Array } {
  const starts = new Uint32Array(packages.length + 1);
  for (const { requiredBy } of packages) for (const dependent of requiredBy) starts[dependent + 1]!++;
  for (let i = 0; i < packages.length; i++) starts[i + 1]! += starts[i]!;
  const required = new Uint32Array(starts[packages.length]!);
  const next = starts.slice();
  for (let i = 0; i < packages.length; i++)
    for (const dependent of packages[i]!.requiredBy) required[next[dependent]!++] = i;
  return { starts, required };
}
