import type { Row } from '../backend.ts';

/** What the thread that holds the database is asked. */
export type Call =
  | { call: 'query'; text: string; values: readonly unknown[] }
  | { call: 'script'; text: string }
  | { call: 'close' };

export type Request = Call & { id: number };

/** `wal`: bytes of write-ahead log since the last checkpoint. */
export interface Answer {
  rows: Row[];
  affected: number;
  wal: number;
  syncs: number;
}

/** What it says: `ready`, then an answer or a failure for each request, in order; `broken` is its last word. */
export type Message =
  | { kind: 'ready' }
  | { kind: 'broken'; failure: Failure }
  | { kind: 'answer'; id: number; answer: Answer }
  | { kind: 'failure'; id: number; failure: Failure };

/** A PostgreSQL error as it crosses threads; its class does not. */
export interface Failure {
  message: string;
  severity?: string;
  code?: string;
  detail?: string;
  constraint?: string;
  where?: string;
}
