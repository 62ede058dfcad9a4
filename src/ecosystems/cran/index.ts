import type { Ecosystem } from '../ecosystem.ts';
import { claims } from './claims.ts';
import { versions } from './versions.ts';

/** Packages of CRAN, and the lockfile of renv. Reading is loaded when it is needed. */
export const cran: Ecosystem = {
  id: 'CRAN',
  versions,
  normalise: (name) => name,
  claims,
  read: async (...args) => (await import('./read.ts')).read(...args),
};
