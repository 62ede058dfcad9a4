import type { Ecosystem } from '../ecosystem.ts';
import { claims } from './claims.ts';
import { read } from './read.ts';
import { versions } from './versions.ts';

/** Packages of hex.pm, and the files of Elixir's Mix. */
export const hex: Ecosystem = { id: 'Hex', versions, normalise: (name) => name, claims, read };
