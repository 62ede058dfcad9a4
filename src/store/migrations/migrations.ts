import type { Migration } from '../migrate.ts';
import { start } from './0001-start.ts';

/** In order, without gaps, never changed once released. */
export const migrations: readonly Migration[] = [start];
