export type StoreErrorCode =
  | 'database-in-use'
  | 'database-newer'
  | 'database-too-old'
  | 'database-unreachable'
  | 'database-refused'
  | 'database-not-empty'
  | 'database-stopped'
  | 'database-unsafe'
  | 'dump-damaged'
  | 'transaction-nested'
  | 'transaction-aborted'
  | 'not-found';

/** The database cannot be used, or a promise of the store's contract was broken by its caller. */
export class StoreError extends Error {
  override name = 'StoreError';
  readonly code: StoreErrorCode;
  /** Whether the same call may succeed later without anybody doing anything. */
  readonly retry: boolean;
  readonly remedy?: string;
  constructor(
    code: StoreErrorCode,
    message: string,
    more: { retry?: boolean; remedy?: string; cause?: unknown } = {},
  ) {
    super(message, { cause: more.cause });
    this.code = code;
    this.retry = more.retry ?? false;
    if (more.remedy !== undefined) this.remedy = more.remedy;
  }
}
