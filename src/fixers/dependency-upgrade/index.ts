import type { EcosystemId } from '../../domain/inventory.ts';
import type { Ecosystem } from '../../ecosystems/ecosystem.ts';
import type { Fixer } from '../fixer.ts';
import { targets } from './targets.ts';

/** Raises vulnerable dependencies, whatever the ecosystem: how, its own `suggest` and `apply` know. */
export function dependencyUpgrade(ecosystemOf: (id: EcosystemId) => Ecosystem | undefined): Fixer {
  return {
    id: 'dependency-upgrade',
    about: { title: 'Upgrade a vulnerable dependency', review: 'read' },
    targets,
    async plan(target, id, files, tools) {
      const ecosystem = ecosystemOf(target.ecosystem);
      if (ecosystem?.suggest === undefined) {
        const because = `dependencies of ${target.ecosystem} cannot be changed yet, only found`;
        return { id, target, candidates: [], rejected: [{ how: 'lockfile', because }] };
      }
      return { id, target, ...(await ecosystem.suggest(target, files, tools)) };
    },
    async fix(plan, candidate, files, tools) {
      const ecosystem = ecosystemOf(plan.target.ecosystem);
      if (ecosystem?.apply === undefined)
        return {
          status: 'cannot',
          because: `dependencies of ${plan.target.ecosystem} cannot be changed yet`,
        };
      return ecosystem.apply(plan, candidate, files, tools);
    },
  };
}
