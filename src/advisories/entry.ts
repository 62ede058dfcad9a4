import type { Advisory } from '../domain/advisory.ts';

/** One record of a source: what it says about each package it names. */
export interface Entry {
  id: string;
  aliases: string[];
  /** ISO 8601; of two entries of one id and ecosystem the newer stays, of equally old ones the later read. */
  modified?: string;
  /** Withdrawn by its source: takes away every entry of this id that is not newer. */
  withdrawn: boolean;
  packages: { ecosystem: string; name: string; advisory: Advisory }[];
}
