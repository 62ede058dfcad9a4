import type { Ecosystem } from '../ecosystem.ts';
import { claims } from './claims.ts';
import { versions } from './versions.ts';

/** Packages of pub.dev, and the files of Dart's and Flutter's package manager. Reading is loaded when it is needed. */
export const pub: Ecosystem = {
  id: 'Pub',
  versions,
  normalise: (name) => name,
  claims,
  read: async (...args) => (await import('./read.ts')).read(...args),
};
