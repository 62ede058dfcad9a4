import type { Ecosystem } from '../ecosystem.ts';
import { claims } from './claims.ts';
import { read } from './read.ts';
import { versions } from './versions.ts';

/** Crates of crates.io, and the files of Cargo. */
export const cargo: Ecosystem = { id: 'crates.io', versions, normalise: (name) => name, claims, read };
