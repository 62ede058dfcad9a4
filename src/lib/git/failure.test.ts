import { expect, it } from 'vitest';
import { makeRedactor } from '../redact.ts';
import { failure } from './failure.ts';

const at = "fatal: unable to access 'https://git.example.com/scm/a/b.git/': ";

it.each([
  [`${at}SSL certificate problem: unable to get local issuer certificate`, 'tls', false],
  [`${at}SSL certificate problem: certificate has expired`, 'tls', false],
  [`${at}server certificate verification failed. CAfile: none CRLfile: none`, 'tls', false],
  [`${at}gnutls_handshake() failed: The TLS connection was non-properly terminated.`, 'tls', false],
  [`${at}error setting certificate verify locations:  CAfile: /x.pem`, 'tls', false],
  [`${at}Could not resolve host: git.example.com`, 'unreachable', true],
  [`${at}Could not resolve proxy: proxy.example.com`, 'unreachable', true],
  [
    `${at}Failed to connect to git.example.com port 443 after 3 ms: Couldn't connect to server`,
    'unreachable',
    true,
  ],
  [`${at}Failed to connect to git.example.com port 443: Connection timed out`, 'timeout', true],
  [`${at}Operation too slow. Less than 1 bytes/sec transferred the last 60 seconds`, 'timeout', true],
  [`${at}CONNECT tunnel failed, response 403`, 'unreachable', true],
  [`${at}The requested URL returned error: 502`, 'unreachable', true],
  [
    'error: RPC failed; curl 56 Recv failure: Connection reset by peer\nfatal: early EOF',
    'unreachable',
    true,
  ],
  ["remote: Invalid credentials\nfatal: Authentication failed for 'https://x/'", 'login-failed', false],
  ["fatal: could not read Username for 'https://x': terminal prompts disabled", 'login-failed', false],
  ["remote: Repository not found\nfatal: repository 'https://x/' not found", 'not-found', false],
  ["fatal: couldn't find remote ref refs/heads/x", 'not-found', false],
  [
    'remote: Permission denied to update branch main.\n!\ta:b\t[remote rejected] (pre-receive hook declined)',
    'rejected',
    false,
  ],
  ['fatal: bad object HEAD', 'broken', false],
  ["fatal: 'origin' does not appear to be a git repository", 'git-missing', false],
  ['', 'broken', false],
])('%j is %s', (stderr, code, retry) => {
  expect(failure('fetch', stderr, makeRedactor([]))).toMatchObject({ code, retry, name: 'GitError' });
});

it('keeps git’s words, masked, plain and bounded', () => {
  const words = `remote: \x1b[1mhunter22\x1b[0m\x07 said\r\nremote: \n\nfatal: ${'x'.repeat(5_000)}`;
  const { message } = failure('push', words, makeRedactor(['hunter22']));
  expect(message).toMatch(/^git push failed: remote: \[masked\] {1,2}said\nfatal: x+ …$/);
  expect(message.length).toBeLessThan(2_100);
});
