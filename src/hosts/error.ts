import type { Check } from '../domain/connection.ts';

export type HostErrorCode =
  | 'unreachable'
  | 'dns'
  | 'tls'
  | 'proxy'
  | 'login-failed'
  | 'app-password'
  | 'token-expired'
  | 'missing-scope'
  | 'forbidden'
  | 'not-found'
  | 'gone'
  | 'conflict'
  | 'rate-limited'
  | 'timeout'
  | 'server-error'
  | 'bad-request'
  | 'unexpected-answer';

/** A request to Bitbucket that failed. The message says what, to what, why; `remedy` what to do next. */
export class HostError extends Error {
  override name = 'HostError';
  readonly code: HostErrorCode;
  /** Whether the same call may succeed later without anybody doing anything. */
  readonly retry: boolean;
  /** Milliseconds to wait before it, where known. */
  readonly retryAfter?: number;
  readonly remedy?: string;
  /** For `missing-scope`: Bitbucket's own names. */
  readonly missing?: string[];
  /** Bitbucket's request id, for its administrators. */
  readonly requestId?: string;
  constructor(
    code: HostErrorCode,
    message: string,
    more: {
      retry?: boolean;
      retryAfter?: number;
      remedy?: string;
      missing?: string[];
      requestId?: string;
      cause?: unknown;
    } = {},
  ) {
    super(message, { cause: more.cause });
    this.code = code;
    this.retry = more.retry ?? false;
    if (more.retryAfter !== undefined) this.retryAfter = more.retryAfter;
    if (more.remedy !== undefined) this.remedy = more.remedy;
    if (more.missing !== undefined) this.missing = more.missing;
    if (more.requestId !== undefined) this.requestId = more.requestId;
  }

  /** The same as one failed rung of "test connection". */
  toCheck(name: Check['name'], subject?: string): Check {
    return {
      name,
      ...(subject === undefined ? {} : { subject }),
      status: 'failed',
      detail: this.message,
      ...(this.remedy === undefined ? {} : { remedy: this.remedy }),
      ...(this.retry ? { retry: true } : {}),
    };
  }
}
