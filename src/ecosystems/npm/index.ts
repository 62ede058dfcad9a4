import type { Ecosystem } from '../ecosystem.ts';
import { claims } from './claims.ts';
import { read } from './read.ts';
import { versions } from './versions.ts';

/** npm: the registry, and the files of its package manager. */
export const npm: Ecosystem = {
  id: 'npm',
  versions,
  normalise: (name) => name,
  claims,
  read,
};
