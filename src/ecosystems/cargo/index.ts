import type { Ecosystem } from '../ecosystem.ts';
import { claims } from './claims.ts';
import { versions } from './versions.ts';

/** Crates of crates.io, and the files of Cargo. Reading is loaded when it is needed. */
export const cargo: Ecosystem = {
  id: 'crates.io',
  versions,
  normalise: (name) => name,
  claims,
  read: async (...args) => (await import('./read.ts')).read(...args),
};
