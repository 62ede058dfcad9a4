/** The only way to speak HTTP. One per process; hosts receive it, tests bring their own. */
export interface Http {
  /**
   * Sends one request and reads the whole answer. Resolves for every status; rejects with `HttpFailure` when there is
   * no answer at all. Does not follow redirects, does not retry: that is the caller's policy.
   */
  send(request: HttpRequest): Promise<HttpResponse>;
}

export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  url: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  /** Milliseconds for the whole exchange; 30,000 unless told. */
  timeout?: number;
  /** Answers larger than this (bytes) are cut off with an error; 32 MiB unless told. */
  limit?: number;
  signal?: AbortSignal;
}

export interface HttpResponse {
  status: number;
  /** Lower-case names. */
  headers: Record<string, string | undefined>;
  body: Uint8Array;
  text(): string;
}

export type HttpFailureCode =
  | 'dns'
  | 'refused'
  | 'tls'
  | 'proxy'
  | 'timeout'
  | 'reset'
  | 'too-large'
  | 'aborted'
  | 'other';

/** No answer came. `detail` names the cause as the platform gave it, e.g. `UNABLE_TO_GET_ISSUER_CERT_LOCALLY`. */
export class HttpFailure extends Error {
  override name = 'HttpFailure';
  readonly code: HttpFailureCode;
  readonly detail: string;
  constructor(code: HttpFailureCode, message: string, detail: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
    this.detail = detail;
  }
}
