import type { Ecosystem } from '../ecosystem.ts';
import { claims } from './claims.ts';
import { versions } from './versions.ts';

/** Packages of packagist.org, and the files of PHP's Composer. Reading is loaded when it is needed. */
export const packagist: Ecosystem = {
  id: 'Packagist',
  versions,
  normalise: (name) => name.toLowerCase(),
  claims,
  read: async (...args) => (await import('./read.ts')).read(...args),
};
