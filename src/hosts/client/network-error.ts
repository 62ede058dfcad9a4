import type { HttpFailure, HttpFailureCode } from '../../lib/http/http.ts';
import { HostError, type HostErrorCode } from '../error.ts';

/** No answer came: the cause in words, and what a person can do about it. */
export function networkError(failure: HttpFailure, baseUrl: string): HostError {
  const { host, hostname } = new URL(baseUrl);
  const [code, retry, message, remedy] = causes[failure.code](host, hostname, failure.detail);
  return new HostError(code, message, { retry, cause: failure, ...(remedy === undefined ? {} : { remedy }) });
}

type Cause = [code: HostErrorCode, retry: boolean, message: string, remedy?: string];

const causes: Record<HttpFailureCode, (host: string, name: string, detail: string) => Cause> = {
  dns: (_, name, detail) => [
    'dns',
    true,
    `The name ${name} does not resolve (${detail})`,
    'Check the spelling of the base URL, and that this machine uses the DNS server that knows the name. Behind a proxy, set HTTPS_PROXY.',
  ],
  refused: (host, _, detail) => [
    'unreachable',
    true,
    `${host} refuses the connection (${detail})`,
    'Check host and port of the base URL, and that a firewall lets this machine through. Behind a proxy, set HTTPS_PROXY.',
  ],
  tls: (host, _, detail) => [
    'tls',
    false,
    `The TLS handshake with ${host} failed (${detail})`,
    tlsRemedy(detail),
  ],
  proxy: (host, name, detail) => [
    'proxy',
    true,
    `The proxy does not connect us to ${host} (${detail})`,
    detail === 'HTTP 407'
      ? 'The proxy wants a login: put it into HTTPS_PROXY as http://user:password@proxy:port (NTLM and Kerberos are not supported).'
      : `If ${name} is inside your network, add it to NO_PROXY; otherwise check that the proxy may reach it.`,
  ],
  timeout: (host, _, detail) => [
    'timeout',
    true,
    `${host} did not answer in time (${detail})`,
    'A firewall that drops packets looks like this: check that this machine may reach the server. Otherwise the server is overloaded.',
  ],
  reset: (host, _, detail) => ['unreachable', true, `The connection to ${host} broke (${detail})`],
  'too-large': (host, _, detail) => [
    'unexpected-answer',
    false,
    `${host} sent more than Suture accepts (${detail})`,
  ],
  aborted: (host) => ['unreachable', false, `The call to ${host} was cancelled`],
  other: (host, _, detail) => ['unreachable', true, `The call to ${host} failed (${detail})`],
};

function tlsRemedy(detail: string): string {
  if (detail === 'CERT_HAS_EXPIRED')
    return 'The server’s certificate has expired: its administrator has to renew it.';
  if (detail === 'CERT_NOT_YET_VALID')
    return 'The certificate is not valid yet: check the clock of this machine.';
  if (/ALTNAME|HOSTNAME/.test(detail))
    return 'The certificate is for another name: use the name that it holds in the base URL.';
  if (/EPROTO|WRONG_VERSION|PACKET_LENGTH/.test(detail))
    return 'The server does not speak TLS on this port: check http or https, and the port, in the base URL.';
  return 'The server’s certificate comes from an authority that this machine does not know. Put that authority’s certificate (PEM) into a file and start Suture with NODE_EXTRA_CA_CERTS naming it.';
}
