import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import type { CodeHost } from '../host.ts';
import type { Bench } from './bench.contract.ts';

/** "Test connection", rung by rung. */
export function checkContract(bench: Bench): void {
  const { open, repository, calls, owner, isCloud } = bench;

  describe('check', () => {
    const statuses = async (host: CodeHost) =>
      (await host.check()).map(({ name, subject, status }) =>
        [name, ...(subject ? [subject] : []), status].join(' '),
      );

    test('passes every rung of a good connection', async () => {
      await repository();
      const all = await statuses(open());
      expect(all.filter((line) => !/passed$|^tls skipped$|^scope skipped$/.test(line))).toEqual([]);
      expect(all).toContain(`repository-read ${owner()} passed`);
      expect(all).toContain(isCloud ? 'pull-request-write passed' : `pull-request-write ${owner()} passed`);
      expect(calls().length).toBeLessThanOrEqual(isCloud ? 2 : 3);
    });

    test('names a workspace or project that is not visible', async () => {
      await repository();
      const checks = await open(undefined, { scope: [owner(), 'NOWHERE'] }).check();
      expect(checks).toContainEqual(
        expect.objectContaining({
          name: 'repository-read',
          subject: 'NOWHERE',
          status: 'failed',
          detail: expect.stringContaining('NOWHERE'),
          remedy: expect.stringMatching(/address/),
        }),
      );
    });

    test('finds that a token may only read', async () => {
      await repository();
      const all = await statuses(open(isCloud ? 'api-token-read-only' : 'personal-http-read-only'));
      const failed = all.filter((line) => line.endsWith('failed'));
      expect(failed).toEqual(
        isCloud
          ? [
              'scope write:repository:bitbucket failed',
              'scope write:pullrequest:bitbucket failed',
              'pull-request-write failed',
            ]
          : [`pull-request-write ${owner()} failed`],
      );
    });

    test('stops at a failed login with the cause', async () => {
      const all = await open(isCloud ? 'api-token-expired' : 'personal-http-expired').check();
      expect(all.find(({ name }) => name === 'login')).toMatchObject({
        status: 'failed',
        remedy: expect.stringMatching(/expired/),
      });
      expect(all.at(-1)).toMatchObject({ name: 'pull-request-write', status: 'skipped' });
    });

    test('accepts a token without an account', async () => {
      await repository();
      const all = await open(isCloud ? 'workspace-token' : 'project-http').check();
      expect(all.filter(({ status }) => status === 'failed')).toEqual([]);
    });

    test('finds that another server answers', async () => {
      const other = createServer(
        (_, response) => void response.setHeader('content-type', 'text/html').end('<html>'),
      );
      await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
      const { port } = other.address() as AddressInfo;
      const all = await open(undefined, { baseUrl: `http://127.0.0.1:${port}` }).check();
      other.closeAllConnections();
      other.close();
      expect(all.find(({ status }) => status === 'failed')).toMatchObject({
        name: 'login',
        remedy: expect.stringContaining('base URL'),
      });
    });

    test('tells that nothing listens, and that a name does not resolve', async () => {
      const closed = createServer();
      await new Promise<void>((done) => closed.listen(0, '127.0.0.1', done));
      const { port } = closed.address() as AddressInfo;
      await new Promise((done) => closed.close(done));
      const [first, ...rest] = await open(undefined, { baseUrl: `http://127.0.0.1:${port}` }).check();
      expect(first).toMatchObject({
        name: 'reach',
        status: 'failed',
        detail: expect.stringContaining('refuses'),
      });
      expect(new Set(rest.map(({ status }) => status))).toEqual(new Set(['skipped']));
      const [unknown] = await open(undefined, { baseUrl: 'http://bitbucket.invalid' }).check();
      expect(unknown).toMatchObject({
        name: 'reach',
        status: 'failed',
        detail: expect.stringContaining('resolve'),
      });
    });
  });
}
