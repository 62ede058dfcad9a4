import type { Ecosystem } from '../ecosystem.ts';
import { claims } from './claims.ts';
import { versions } from './versions.ts';

/** Packages of hex.pm, and the files of Elixir's Mix. Reading is loaded when it is needed. */
export const hex: Ecosystem = {
  id: 'Hex',
  versions,
  normalise: (name) => name,
  claims,
  read: async (...args) => (await import('./read.ts')).read(...args),
};
