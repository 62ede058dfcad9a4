import type { Ecosystem } from '../ecosystem.ts';
import { claims } from './claims.ts';
import { read } from './read.ts';
import { versions } from './versions.ts';

/** Packages of pub.dev, and the files of Dart's and Flutter's package manager. */
export const pub: Ecosystem = { id: 'Pub', versions, normalise: (name) => name, claims, read };
