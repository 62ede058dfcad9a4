/** How far a connection's repository list is known. */
export interface Cursor {
  /** ISO 8601: changes up to here were seen. */
  since: string;
  /** ISO 8601: when every repository was last listed; deleted ones are only noticed then. */
  fullAt: string;
}

/** How long a list of changes alone will do. */
const fullEvery = 24 * 3_600_000;
/** Bitbucket's clock and its search index lag: changes of the last minute are asked for again. */
const overlap = 60_000;

export function readCursor(text: string | undefined): Cursor | undefined {
  if (text === undefined) return undefined;
  const { since, fullAt } = JSON.parse(text) as Cursor;
  return { since, fullAt };
}

/** From when on to ask for changed repositories; undefined asks for all. */
export function sinceFor(cursor: Cursor | undefined, now: Date): string | undefined {
  if (cursor === undefined || now.getTime() - Date.parse(cursor.fullAt) > fullEvery) return undefined;
  return new Date(Date.parse(cursor.since) - overlap).toISOString();
}

/** The cursor after a complete listing that began at `startedAt`. */
export function movedCursor(cursor: Cursor | undefined, startedAt: string, full: boolean): string {
  return JSON.stringify({
    since: startedAt,
    fullAt: full || cursor === undefined ? startedAt : cursor.fullAt,
  });
}
