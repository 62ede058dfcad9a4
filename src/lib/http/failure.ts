import { HttpFailure, type HttpFailureCode } from './http.ts';

/**
 * Names the cause of a request that got no answer. `proxied`: the connection went to a proxy, so a refused connection
 * or an unknown name is the proxy's; the TLS handshake is the server's, unless undici says that it was the proxy's.
 */
export function toHttpFailure(
  error: unknown,
  request: { method: string; url: URL; timeout: number; proxied: boolean; abortedByCaller: boolean },
): HttpFailure {
  if (error instanceof HttpFailure) return error;
  const detail = platformCode(error);
  const code = request.abortedByCaller ? 'aborted' : classify(detail, error, request.proxied);
  const place = `${request.method} ${request.url.origin}${request.url.pathname}`;
  return new HttpFailure(code, `${place}: ${words[code](detail, request.timeout)}`, detail, error);
}

const words: Record<HttpFailureCode, (detail: string, timeout: number) => string> = {
  dns: (detail) => `the name does not resolve (${detail})`,
  refused: (detail) => `no connection (${detail})`,
  tls: (detail) => `the TLS handshake failed (${detail})`,
  proxy: (detail) => `the proxy did not connect us (${detail})`,
  timeout: (_, timeout) => `no complete answer within ${timeout} ms`,
  reset: (detail) => `the connection broke before the answer was complete (${detail})`,
  'too-large': (detail) => `the answer is larger than allowed (${detail})`,
  aborted: () => 'cancelled',
  other: (detail) => `failed (${detail})`,
};

/** Node and undici keep the telling code at different depths: on the error, its cause, or the first of several. */
function platformCode(error: unknown): string {
  const proxyStatus = /(?:Proxy response \((\d{3})\))|(?:Authentication Required \((407)\))/.exec(
    String(error),
  );
  if (proxyStatus) return `HTTP ${proxyStatus[1] ?? proxyStatus[2]}`;
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; depth += 1) {
    const { code } = at as NodeJS.ErrnoException;
    if (at.name === 'TimeoutError') return 'TimeoutError';
    if (typeof code === 'string' && !wrappers.has(code)) return code;
    at = at.cause ?? (at as AggregateError).errors?.[0];
  }
  return error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.name) : 'unknown';
}

const wrappers = new Set(['UND_ERR', 'UND_ERR_PRX_TLS', 'UND_ERR_PROXY_CONNECTION']);

function classify(detail: string, error: unknown, proxied: boolean): HttpFailureCode {
  const outer = (error as NodeJS.ErrnoException | undefined)?.code;
  if (detail.startsWith('HTTP ') || outer === 'UND_ERR_PRX_TLS') return 'proxy';
  const code = byDetail(detail);
  return proxied && (code === 'dns' || code === 'refused') ? 'proxy' : code;
}

function byDetail(detail: string): HttpFailureCode {
  if (/^(ENOTFOUND|EAI_)/.test(detail)) return 'dns';
  if (/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|EADDRNOTAVAIL|ENETDOWN)$/.test(detail))
    return 'refused';
  if (
    /^(ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_MISMATCH|INVALID_CA|EPROTO$|CRL_)/.test(
      detail,
    )
  )
    return 'tls';
  if (/^(TimeoutError|ETIMEDOUT|UND_ERR_\w*TIMEOUT)$/.test(detail)) return 'timeout';
  if (
    /^(ECONNRESET|EPIPE|UND_ERR_SOCKET|UND_ERR_CLOSED|UND_ERR_RES_CONTENT_LENGTH_MISMATCH|HPE_\w+|ERR_STREAM_PREMATURE_CLOSE|Z_BUF_ERROR|Z_DATA_ERROR)$/.test(
      detail,
    )
  )
    return 'reset';
  if (detail === 'ERR_BUFFER_TOO_LARGE') return 'too-large';
  return 'other';
}
