import type { Edition } from './world.ts';

/** One request to an edition, by REST or by git. */
export interface LoggedRequest {
  at: string;
  edition: Edition;
  use: 'rest' | 'git';
  method: string;
  /** REST: the route's pattern, or `(unknown)`. git: `info/refs`, `git-upload-pack` or `git-receive-pack`. */
  endpoint: string;
  /** The token's short name, `anonymous`, or `refused`. */
  credential: string;
  /** 0 while it runs, or when the connection was dropped. */
  status: number;
  /** Bytes on the wire, headers included. */
  bytesIn: number;
  bytesOut: number;
}

/** What `/_emulator/requests` shows. Endpoints of REST carry their method: `GET /2.0/user`. */
export interface RequestCounts {
  total: number;
  rest: number;
  git: number;
  byCredential: Record<string, Record<string, number>>;
  byEndpoint: Record<string, number>;
  /** The newest, oldest of them first. */
  entries: LoggedRequest[];
}

export interface RequestLog {
  /** Counts a request; the entry is completed in place once it is answered. */
  add(entry: LoggedRequest): void;
  counts(limit?: number): RequestCounts;
  clear(): void;
}

/** Entries kept; a run of hours must not fill the memory. Counts are of these alone. */
const kept = 200_000;

/** Makes an empty log. */
export function makeRequestLog(): RequestLog {
  let entries: LoggedRequest[] = [];
  return {
    add(entry) {
      if (entries.length >= kept) entries = entries.slice(kept / 2);
      entries.push(entry);
    },
    counts: (limit = 100) => ({
      total: entries.length,
      rest: entries.filter((entry) => entry.use === 'rest').length,
      git: entries.filter((entry) => entry.use === 'git').length,
      byCredential: Object.fromEntries(
        [...Map.groupBy(entries, (entry) => entry.credential)].map(([name, own]) => [name, countBy(own)]),
      ),
      byEndpoint: countBy(entries),
      entries: limit > 0 ? entries.slice(-limit) : [],
    }),
    clear() {
      entries = [];
    },
  };
}

function countBy(entries: LoggedRequest[]): Record<string, number> {
  const name = (entry: LoggedRequest) =>
    entry.use === 'git' ? entry.endpoint : `${entry.method} ${entry.endpoint}`;
  return Object.fromEntries([...Map.groupBy(entries, name)].map(([key, same]) => [key, same.length]));
}
