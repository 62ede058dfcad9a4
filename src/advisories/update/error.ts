export type AdvisoryUpdateCode =
  | 'unreachable'
  | 'interrupted'
  | 'refused'
  | 'not-found'
  | 'unusable'
  | 'store-damaged';

/** Advisories could not be fetched; what was there before is still there. `retry`: later may go better. */
export class AdvisoryUpdateError extends Error {
  override name = 'AdvisoryUpdateError';
  readonly code: AdvisoryUpdateCode;
  readonly retry: boolean;
  readonly remedy: string;
  constructor(code: AdvisoryUpdateCode, message: string, remedy: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
    this.retry = code === 'unreachable' || code === 'interrupted';
    this.remedy = remedy;
  }
}
