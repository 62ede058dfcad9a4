/** One row as the driver gives it: numbers, strings, booleans, dates, arrays, parsed JSON. */
export type Row = Record<string, unknown>;

/** One connection in exclusive use. */
export interface Session {
  /** One statement with `$1`-style parameters. */
  query(text: string, values: readonly unknown[]): Promise<{ rows: Row[]; affected: number }>;
  /** Gives it back; `broken` when its state is not known to be clean. Calling twice does nothing. */
  release(broken?: boolean): void;
}

/** What differs between an embedded and a remote PostgreSQL. Everything above speaks SQL through this. */
export interface Backend {
  kind: 'embedded' | 'postgres';
  /** Waits, in order of arrival, for a connection. */
  acquire(): Promise<Session>;
  /** Runs a text of several statements, or one with parameters; rows of all of them together. For pg-boss. */
  script(text: string, values?: unknown[]): Promise<{ rows: Row[] }>;
  /** Calls back whenever another process says that there are tasks. Absent where there is no other process. */
  listen?(channel: string, heard: () => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

/** Borrows a connection for some statements. */
export async function withSession<T>(backend: Backend, work: (session: Session) => Promise<T>): Promise<T> {
  const session = await backend.acquire();
  try {
    return await work(session);
  } finally {
    session.release();
  }
}
