import type { Ecosystem } from '../ecosystem.ts';
import { claims } from './claims.ts';
import { read } from './read.ts';
import { versions } from './versions.ts';

/** Packages of CRAN, and the lockfile of renv. */
export const cran: Ecosystem = { id: 'CRAN', versions, normalise: (name) => name, claims, read };
