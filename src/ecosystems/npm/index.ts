import type { Ecosystem } from '../ecosystem.ts';
import { claims } from './claims.ts';
import { read } from './read.ts';
import { versions } from './versions.ts';

/** npm: the registry, and the files of its package manager. Planning and applying are loaded when they are needed. */
export const npm: Ecosystem = {
  id: 'npm',
  versions,
  normalise: (name) => name,
  claims,
  read,
  suggest: async (...args) => (await import('./suggest/suggest.ts')).suggest(...args),
  apply: async (...args) => (await import('./apply/apply.ts')).apply(...args),
};
