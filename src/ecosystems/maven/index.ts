import type { Ecosystem } from '../ecosystem.ts';
import { claims } from './claims.ts';
import { versions } from './versions.ts';

/** Packages of Maven repositories, for whichever build tool takes them. */
export const maven: Ecosystem = {
  id: 'Maven',
  versions,
  normalise: (name) => name,
  claims,
  read: async (...args) => (await import('./read.ts')).read(...args),
};
