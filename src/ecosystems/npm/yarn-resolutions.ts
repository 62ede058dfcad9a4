import { splitDescriptor } from './yarn-entry.ts';

/** One line of `resolutions`: what `name` is replaced by, below `parent` or where `range` is asked for. */
interface Rule {
  parent?: string;
  range?: string;
  to: string;
}

/** @returns the ranges that stand in for `wanted`, the most specific rule's first. */
export type Replace = (asker: string | undefined, name: string, wanted: string) => readonly string[];

/**
 * Reads Yarn's `resolutions`: `name`, `parent/name`, `name@npm:range`, and Yarn 1's patterns with `**`.
 * (https://yarnpkg.com/configuration/manifest#resolutions,
 * https://classic.yarnpkg.com/lang/en/docs/selective-version-resolutions/)
 */
export function readResolutions(resolutions: readonly [pattern: string, range: string][]): Replace {
  const rules = new Map<string, Rule[]>();
  for (const [pattern, to] of resolutions) {
    const steps = stepsOf(pattern);
    const last = steps.pop();
    if (last === undefined) continue;
    const [name, range] = splitDescriptor(last);
    const parent = steps.map((step) => splitDescriptor(step)[0]).findLast((step) => !/^\*+$/.test(step));
    const rule: Rule = {
      to,
      ...(parent === undefined ? {} : { parent }),
      ...(range === '' ? {} : { range }),
    };
    const known = rules.get(name);
    if (known === undefined) rules.set(name, [rule]);
    else known.push(rule);
  }
  return (asker, name, wanted) => {
    const known = rules.size === 0 ? undefined : rules.get(name);
    if (known === undefined) return none;
    return known
      .filter(({ parent, range }) => (parent ?? asker) === asker && fits(range, wanted))
      .sort((a, b) => weight(b) - weight(a))
      .map(({ to }) => to);
  };
}

const none: readonly string[] = [];

/** Steps are put apart by slashes, which scopes and addresses have, too. */
function stepsOf(pattern: string): string[] {
  return pattern.match(/(?:@[^/]+\/)?[^/@]+(?:@[\w.-]+:[^/]*|@[^/:]*)?/g) ?? [];
}

function fits(range: string | undefined, wanted: string): boolean {
  return range === undefined || range === wanted || range === `npm:${wanted}` || `npm:${range}` === wanted;
}

function weight({ parent, range }: Rule): number {
  return (parent === undefined ? 0 : 1) + (range === undefined ? 0 : 1);
}
