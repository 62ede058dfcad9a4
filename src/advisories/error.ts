export type AdvisoryIndexCode =
  | 'missing'
  | 'not-an-index'
  | 'too-new'
  | 'truncated'
  | 'damaged'
  | 'closed'
  | 'too-large';

/** An advisory index cannot be used, or not be written. `remedy` says what to do; trying again alone never helps. */
export class AdvisoryIndexError extends Error {
  override name = 'AdvisoryIndexError';
  readonly code: AdvisoryIndexCode;
  readonly path: string;
  readonly remedy: string;
  readonly retry = false;
  constructor(code: AdvisoryIndexCode, path: string, message: string, remedy = rebuild, cause?: unknown) {
    super(`${path}: ${message}`, { cause });
    this.code = code;
    this.path = path;
    this.remedy = remedy;
  }
}

const rebuild =
  'Make it anew with `suture db update` (online) or `suture db build FILES… -o FILE` (offline).';
