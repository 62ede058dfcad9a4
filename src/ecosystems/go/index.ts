import type { Ecosystem } from '../ecosystem.ts';
import { claims } from './claims.ts';
import { versions } from './versions.ts';

/** Go modules, with the standard library (`stdlib`) and the go command (`toolchain`) as OSV names them. Reading is loaded when it is needed. */
export const go: Ecosystem = {
  id: 'Go',
  versions,
  normalise: (name) => name,
  claims,
  read: async (...args) => (await import('./read.ts')).read(...args),
};
