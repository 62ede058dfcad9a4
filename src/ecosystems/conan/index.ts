import type { Ecosystem } from '../ecosystem.ts';
import { claims } from './claims.ts';
import { versions } from './versions.ts';

/** C and C++ packages of ConanCenter, and the lockfiles of Conan 1 and 2. Reading is loaded when it is needed. */
export const conan: Ecosystem = {
  id: 'ConanCenter',
  versions,
  normalise: (name) => name,
  claims,
  read: async (...args) => (await import('./read.ts')).read(...args),
};
