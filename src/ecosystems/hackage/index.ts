import type { Ecosystem } from '../ecosystem.ts';
import { claims } from './claims.ts';
import { read } from './read.ts';
import { versions } from './versions.ts';

/** Packages of Hackage, and the lockfiles of cabal and stack. */
export const hackage: Ecosystem = { id: 'Hackage', versions, normalise: (name) => name, claims, read };
