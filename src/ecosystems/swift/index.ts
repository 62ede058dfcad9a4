import type { Ecosystem } from '../ecosystem.ts';
import { claims } from './claims.ts';
import { normalise } from './normalise.ts';
import { versions } from './versions.ts';

/** Swift packages, which OSV names by the address of their repository, and the files of SwiftPM and Xcode. Reading is loaded when it is needed. */
export const swift: Ecosystem = {
  id: 'SwiftURL',
  versions,
  normalise,
  claims,
  read: async (...args) => (await import('./read.ts')).read(...args),
};
