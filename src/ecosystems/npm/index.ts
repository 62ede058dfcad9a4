import type { Ecosystem } from '../ecosystem.ts';
import { claims } from './claims.ts';
import { read } from './read.ts';
import { whyUnwritable } from './unwritable.ts';
import { versions } from './versions.ts';

/** npm: the registry, and the files of its package managers. Planning and applying are loaded when they are needed. */
export const npm: Ecosystem = {
  id: 'npm',
  versions,
  normalise: (name) => name,
  claims,
  read,
  async suggest(target, ...rest) {
    const because = whyUnwritable(target.manifest);
    if (because !== undefined) return { candidates: [], rejected: [{ how: 'lockfile', because }] };
    return (await import('./suggest/suggest.ts')).suggest(target, ...rest);
  },
  apply: async (...args) => (await import('./apply/apply.ts')).apply(...args),
};
