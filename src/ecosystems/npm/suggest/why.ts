import type { Change } from '../../../domain/plan.ts';
import type { Release } from '../apply/protocol.ts';
import type { Move } from './choose.ts';
import type { Found } from './raise.ts';
import type { Situation } from './situation.ts';

/** Why these versions, in a sentence for the pull request. */
export function whyLockfile({ target }: Situation, moves: Move[]): string {
  const own = distinct(moves.filter(({ name }) => name === target.package).map(({ to }) => to));
  const others = distinct(
    moves.filter(({ name }) => name !== target.package).map(({ name, to }) => `${name} ${to}`),
  );
  const fixed = `${target.package} ${list(own)}`;
  const plural = others.length > 1;
  if (others.length === 0)
    return own.length > 1
      ? `${fixed} are not affected and lie in the ranges that are wanted already.`
      : `${fixed} is not affected and lies in the range that is wanted already.`;
  const through = `${list(others)}, in the ranges that are wanted already,`;
  return own.length === 0
    ? `${through} ${plural ? 'do' : 'does'} without an affected ${target.package}.`
    : `${through} ${plural ? 'let' : 'lets'} ${fixed} in, which ${own.length > 1 ? 'are' : 'is'} not affected.`;
}

export function whyDirect({ target, graph }: Situation, chosen: { one: Found; release: Release }[]): string {
  const parts = chosen.map(({ one, release }) => {
    const { name } = graph.nodes[one.declared.edge.to]!;
    const deprecated = release.deprecated ? ' (deprecated, but there is no other)' : '';
    return one.how === 'direct'
      ? `${name} ${release.version}${deprecated} is not affected`
      : `${name} ${release.version}${deprecated} does without an affected ${target.package}`;
  });
  return `${list(distinct(parts))}; nothing inside the wanted ranges would do.`;
}

export function whyOverride({ target }: Situation, changes: Change[]): string {
  const scopes = [...new Set(changes.flatMap(({ within = [] }) => within.slice(-1)))];
  const where =
    scopes.length === 0
      ? ''
      : ` Other packages keep what they ask for: it holds below ${list(scopes)} alone.`;
  const to = [...new Set(changes.map((change) => change.to))].join(' and ');
  return `What brings ${target.package} in asks for a range without a safe release; the override makes it ${to}.${where}`;
}

function list(items: string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

function distinct(items: string[]): string[] {
  return [...new Set(items)];
}
