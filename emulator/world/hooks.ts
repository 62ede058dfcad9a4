import { randomUUID } from 'node:crypto';
import type { World } from '../world.ts';
import { nextId, type State } from './state.ts';

/** What the world can do with webhooks. */
export function hookOperations(state: State): Pick<World, 'hooks' | 'addHook' | 'updateHook' | 'removeHook'> {
  return {
    hooks: (repo) => state.hooks.filter((hook) => hook.repo === repo),

    addHook(given) {
      const id = given.edition === 'cloud' ? `{${randomUUID()}}` : String(nextId(state));
      const hook = { ...given, id };
      state.hooks.push(hook);
      state.changed();
      return hook;
    },

    updateHook(hook, change) {
      Object.assign(hook, change);
      state.changed();
      return hook;
    },

    removeHook(hook) {
      state.hooks = state.hooks.filter((other) => other !== hook);
      state.changed();
    },
  };
}
