import type { EcosystemId } from '../domain/inventory.ts';
import type { Ecosystem } from '../ecosystems/ecosystem.ts';
import { dependencyUpgrade } from './dependency-upgrade/index.ts';
import type { Fixer } from './fixer.ts';

/** Every way to close findings; the first whose `targets` takes a finding has it. */
export function makeFixers(ecosystemOf: (id: EcosystemId) => Ecosystem | undefined): readonly Fixer[] {
  return [dependencyUpgrade(ecosystemOf)];
}
