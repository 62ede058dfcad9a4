import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Problem } from '../domain/problem.ts';
import { AdvisoryIndexError } from './error.ts';
import { type IndexFile, openIndex } from './index-file/open.ts';

/** The index in use, and why this one. */
export interface OpenAdvisories {
  index: IndexFile;
  /** `configured`: named by the configuration; `updated`: made by `suture db update`; `packaged`: came with Suture. */
  from: 'configured' | 'updated' | 'packaged';
  /** Days since the index was built, not negative. */
  ageDays: number;
  /** An index that should have been used and could not be. */
  problems: Problem[];
}

export interface AdvisoryPlaces {
  /** An index that is used whatever else there is. */
  advisories?: string;
  dataDir: string;
  /** The index that came with Suture; the real one unless told. */
  packaged?: string;
}

/** Where `suture db update` puts its index. */
export function updatedIndexPath(dataDir: string): string {
  return join(dataDir, 'advisories', 'index.sdb');
}

const packagedIndex = fileURLToPath(new URL('../../data/advisories.sdb', import.meta.url));

/**
 * Opens the advisory index to use: the configured one, else the later built of the updated and the packaged one. A
 * damaged updated index gives way to the packaged one, with a Problem that says so.
 * @throws {AdvisoryIndexError} when the configured index, or every other, cannot be used.
 */
export function openAdvisories(places: AdvisoryPlaces, now: Date): OpenAdvisories {
  const { advisories, dataDir, packaged = packagedIndex } = places;
  if (advisories !== undefined) return found(openIndex(advisories), 'configured', now, []);
  const problems: Problem[] = [];
  const updated = tryOpen(updatedIndexPath(dataDir), problems);
  const shipped = updated === undefined ? openIndex(packaged) : tryOpen(packaged, problems);
  if (updated === undefined || (shipped !== undefined && shipped.about.builtAt > updated.about.builtAt)) {
    updated?.close();
    return found(shipped!, 'packaged', now, problems);
  }
  shipped?.close();
  return found(updated, 'updated', now, problems);
}

function tryOpen(path: string, problems: Problem[]): IndexFile | undefined {
  if (!existsSync(path)) return undefined;
  try {
    return openIndex(path);
  } catch (error) {
    if (!(error instanceof AdvisoryIndexError)) throw error;
    problems.push({ code: `advisory-index-${error.code}`, message: error.message, remedy: error.remedy });
    return undefined;
  }
}

function found(
  index: IndexFile,
  from: OpenAdvisories['from'],
  now: Date,
  problems: Problem[],
): OpenAdvisories {
  const days = (now.getTime() - Date.parse(index.about.builtAt)) / 86_400_000;
  return { index, from, ageDays: Math.max(0, Math.floor(days)), problems };
}
