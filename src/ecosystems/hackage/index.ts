import type { Ecosystem } from '../ecosystem.ts';
import { claims } from './claims.ts';
import { versions } from './versions.ts';

/** Packages of Hackage, and the lockfiles of cabal and stack. Reading is loaded when it is needed. */
export const hackage: Ecosystem = {
  id: 'Hackage',
  versions,
  normalise: (name) => name,
  claims,
  read: async (...args) => (await import('./read.ts')).read(...args),
};
