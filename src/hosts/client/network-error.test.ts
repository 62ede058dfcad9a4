import { expect, test } from 'vitest';
import { HttpFailure, type HttpFailureCode } from '../../lib/http/http.ts';
import { unreached } from './checks.ts';
import { networkError } from './network-error.ts';

const baseUrl = 'https://git.acme.example:8443/bitbucket';

/** What the platform says, the code, whether to try again, a word of the remedy. */
const cases: [HttpFailureCode, string, string, boolean, RegExp | undefined][] = [
  ['dns', 'ENOTFOUND', 'dns', true, /spelling/],
  ['refused', 'ECONNREFUSED', 'unreachable', true, /port/],
  ['tls', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'tls', false, /NODE_EXTRA_CA_CERTS/],
  ['tls', 'SELF_SIGNED_CERT_IN_CHAIN', 'tls', false, /NODE_EXTRA_CA_CERTS/],
  ['tls', 'CERT_HAS_EXPIRED', 'tls', false, /expired/],
  ['tls', 'ERR_TLS_CERT_ALTNAME_INVALID', 'tls', false, /another name/],
  ['tls', 'ERR_SSL_WRONG_VERSION_NUMBER', 'tls', false, /http or https/],
  ['proxy', 'HTTP 407', 'proxy', true, /user:password/],
  ['proxy', 'HTTP 502', 'proxy', true, /git\.acme\.example.*NO_PROXY/],
  ['timeout', 'UND_ERR_CONNECT_TIMEOUT', 'timeout', true, /firewall/],
  ['reset', 'ECONNRESET', 'unreachable', true, undefined],
  ['too-large', '16777216 bytes', 'unexpected-answer', false, undefined],
  ['aborted', 'AbortError', 'unreachable', false, undefined],
  ['other', 'EWHATEVER', 'unreachable', true, undefined],
];

test.each(cases)('%s (%s)', (failure, detail, code, retry, remedy) => {
  const error = networkError(new HttpFailure(failure, 'failed', detail), baseUrl);
  expect(error).toMatchObject({ code, retry });
  if (failure !== 'aborted') expect(error.message).toContain(detail);
  if (remedy) expect(error.remedy).toMatch(remedy);
  else expect(error.remedy).toBeUndefined();
});

test('a failed handshake is the rung after reach; all others fail at reach', () => {
  const rungs = (code: HttpFailureCode) =>
    unreached(networkError(new HttpFailure(code, '', ''), baseUrl), baseUrl).map(
      ({ name, status }) => `${name} ${status}`,
    );
  const rest = ['login skipped', 'scope skipped', 'repository-read skipped', 'pull-request-write skipped'];
  expect(rungs('tls')).toEqual(['reach passed', 'tls failed', ...rest]);
  expect(rungs('dns')).toEqual(['reach failed', 'tls skipped', ...rest]);
});
