import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecure } from 'node:https';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, afterEach, expect, test } from 'vitest';
import type { HttpFailure, HttpRequest } from './http.ts';
import { makeHttp } from './make-http.ts';

const servers: Server[] = [];
const http = makeHttp({ noProxy: [], userAgent: 'suture/test' });
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});
afterAll(() => http.close());

test('gives status, headers and body, and sends ours', async () => {
  const base = await serve((request, response) => {
    response.writeHead(418, { 'X-One': 'a', 'Set-Cookie': ['b', 'c'] });
    response.end(
      `${request.method} ${request.url} ${request.headers['user-agent']} ${request.headers.accept}`,
    );
  });
  const answer = await http.send({ method: 'GET', url: `${base}/a?b=c`, headers: { accept: 'x/y' } });
  expect(answer.status).toBe(418);
  expect(answer.headers).toMatchObject({ 'x-one': 'a', 'set-cookie': 'b, c' });
  expect(answer.text()).toBe('GET /a?b=c suture/test x/y');
});

test.each([
  ['gzip', gzipSync],
  ['deflate', deflateSync],
  ['br', brotliCompressSync],
] as const)('decompresses %s', async (coding, compress) => {
  const base = await serve((_, response) => {
    response.writeHead(200, { 'content-encoding': coding });
    response.end(compress('häppy'));
  });
  expect((await http.send({ method: 'GET', url: base })).text()).toBe('häppy');
});

test('sends a body and does not follow redirects', async () => {
  const base = await serve((request, response) => {
    request.resume();
    response.writeHead(302, { location: '/elsewhere' }).end();
  });
  const answer = await http.send({ method: 'POST', url: base, body: '{}' });
  expect([answer.status, answer.headers.location]).toEqual([302, '/elsewhere']);
});

const failures: [string, RequestListener, Partial<HttpRequest>, Partial<HttpFailure>][] = [
  ['a large body', (_, r) => void r.end(Buffer.alloc(5000)), { limit: 4999 }, { code: 'too-large' }],
  [
    'a small body that swells',
    (_, r) => void r.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(1_000_000))),
    { limit: 10_000 },
    { code: 'too-large' },
  ],
  [
    'a broken gzip body',
    (_, r) => void r.writeHead(200, { 'content-encoding': 'gzip' }).end('no gzip'),
    {},
    { code: 'reset', detail: 'Z_DATA_ERROR' },
  ],
  ['silence', () => {}, { timeout: 50 }, { code: 'timeout' }],
  ['a body that stalls', (_, r) => void r.writeHead(200).write('x'), { timeout: 50 }, { code: 'timeout' }],
  ['a dropped connection', (q) => void q.socket.destroy(), {}, { code: 'reset' }],
  [
    'a body cut short',
    (q, r) => {
      r.writeHead(200, { 'content-length': '10' }).write('x', () => q.socket.destroy());
    },
    {},
    { code: 'reset' },
  ],
];

test.each(failures)('%s fails', async (_, listener, request, failure) => {
  const base = await serve(listener);
  await expect(http.send({ method: 'GET', url: base, ...request })).rejects.toMatchObject(failure);
});

test('a refused connection fails', async () => {
  const base = await serve(() => {});
  await new Promise((done) => servers.pop()!.close(done));
  await expect(http.send({ method: 'GET', url: base })).rejects.toMatchObject({
    code: 'refused',
    detail: 'ECONNREFUSED',
  });
});

test('the caller may cancel', async () => {
  const cancel = new AbortController();
  const base = await serve(() => cancel.abort());
  await expect(http.send({ method: 'GET', url: base, signal: cancel.signal })).rejects.toMatchObject({
    code: 'aborted',
  });
});

test('a server without TLS is told apart from an unknown authority', async () => {
  const plain = await serve((_, response) => void response.end());
  await expect(http.send({ method: 'GET', url: plain.replace('http:', 'https:') })).rejects.toMatchObject({
    code: 'tls',
  });
  const secure = createSecure({ key, cert }, (_, response) => void response.end());
  const url = (await listen(secure)).replace('http:', 'https:');
  await expect(http.send({ method: 'GET', url })).rejects.toMatchObject({
    code: 'tls',
    detail: 'DEPTH_ZERO_SELF_SIGNED_CERT',
  });
});

test('plain HTTP goes through its proxy, with the login of its URL, unless a rule says otherwise', async () => {
  const proxy = await serve((request, response) => {
    response.end(`${request.url} ${request.headers['proxy-authorization']}`);
  });
  const proxied = makeHttp({
    httpProxy: proxy.replace('//', '//ann:s3cret@'),
    noProxy: ['direct.invalid'],
    userAgent: 'suture/test',
  });
  const login = Buffer.from('ann:s3cret').toString('base64');
  const answer = await proxied.send({ method: 'GET', url: 'http://bitbucket.invalid/x?y' });
  expect(answer.text()).toBe(`http://bitbucket.invalid/x?y Basic ${login}`);
  await expect(proxied.send({ method: 'GET', url: 'http://direct.invalid/' })).rejects.toMatchObject({
    code: 'dns',
  });
  await proxied.close();
});

test.each([407, 502])('a proxy that answers %i to CONNECT is named, without its login', async (status) => {
  const proxy = createServer().on('connect', (_, socket) => {
    socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
  });
  const uri = (await listen(proxy)).replace('//', '//ann:s3cret@');
  const proxied = makeHttp({ httpsProxy: uri, noProxy: [], userAgent: 'suture/test' });
  const failure = await proxied
    .send({ method: 'GET', url: 'https://bitbucket.invalid/' })
    .then(() => undefined)
    .catch((error: HttpFailure) => error);
  expect(failure).toMatchObject({ code: 'proxy', detail: `HTTP ${status}` });
  expect(failure?.message).not.toContain('s3cret');
  await proxied.close();
});

test('a proxy that is not there is the proxy’s failure', async () => {
  const base = await serve(() => {});
  await new Promise((done) => servers.pop()!.close(done));
  const proxied = makeHttp({ httpsProxy: base, noProxy: [], userAgent: 'suture/test' });
  await expect(proxied.send({ method: 'GET', url: 'https://bitbucket.invalid/' })).rejects.toMatchObject({
    code: 'proxy',
    detail: 'ECONNREFUSED',
  });
  await proxied.close();
});

async function serve(listener: RequestListener): Promise<string> {
  return listen(createServer(listener));
}

async function listen(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Self-signed for `localhost`, made for this test; protects nothing. */
const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgGvsj97eb/jklK+YB
tBOv1IVzDzYRMbRBBPZ2kKs2V6WhRANCAAT3kehWiK3hFDOIJPvh345l9xF/5Hpd
m/OOdSyuaU25vIMIxgGfNislaDTHznnNzVYgDLJY/cm98TMoEfpgyRYk
-----END PRIVATE KEY-----`;
const cert = `-----BEGIN CERTIFICATE-----
MIIBfzCCASWgAwIBAgIUckdSiIrJyrP2eHXhvgK8h8yV6VowCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNDAxMDgzNVoYDzIxMjYxMDMx
MDEwODM1WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAT3kehWiK3hFDOIJPvh345l9xF/5Hpdm/OOdSyuaU25vIMIxgGfNisl
aDTHznnNzVYgDLJY/cm98TMoEfpgyRYko1MwUTAdBgNVHQ4EFgQUDaeMcZoNx4Me
SXP9znGFzsEkZUEwHwYDVR0jBBgwFoAUDaeMcZoNx4MeSXP9znGFzsEkZUEwDwYD
VR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiEAqtq+CAqMiKG0mMniYwTT
50Ggufft26Gz/G8oqSuKp7oCIGX6qT11Wa3cYGGELpBK+zBqK91UkRbh8CfXoPNp
2uH0
-----END CERTIFICATE-----`;
