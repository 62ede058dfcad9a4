import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { type Bench, collect } from './bench.contract.ts';

/** Webhooks: kept in order, and read. */
export function hooksContract(bench: Bench): void {
  const { driver, open, repository, pushTo, slugOf, calls, isCloud } = bench;

  describe('webhooks', () => {
    const admin = () => open(isCloud ? 'api-token' : 'personal-http-developer');
    const hook = { url: 'https://suture.example/hooks/1', secret: 's3cret' };

    test('are made once, repaired, and removed, in at most two calls', async () => {
      const repo = await repository();
      const host = admin();
      const hooks = () => bench.emulator.world.hooks(repo);
      await host.ensureHook(slugOf(repo), hook);
      expect(calls()).toHaveLength(2);
      await host.ensureHook(slugOf(repo), hook);
      expect(hooks()).toHaveLength(1);
      const { events } = hooks()[0]!;
      bench.emulator.world.updateHook(hooks()[0]!, { active: false, events: [events[0]!] });
      bench.emulator.requests.clear();
      await host.ensureHook(slugOf(repo), { ...hook, secret: 'newer' });
      expect(calls()).toHaveLength(2);
      expect(hooks()).toEqual([
        expect.objectContaining({ active: true, events, secret: 'newer', url: hook.url }),
      ]);
      await host.removeHook(slugOf(repo), hook.url);
      await host.removeHook(slugOf(repo), hook.url);
      expect(hooks()).toEqual([]);
    });

    test('what they deliver is read, and an altered copy is not', async () => {
      const repo = await repository();
      const received: { headers: Record<string, string | undefined>; body: Buffer }[] = [];
      const receiver = createServer(async (request, response) => {
        const body = Buffer.concat(await collect(request));
        received.push({ headers: request.headers as Record<string, string>, body });
        response.end();
      });
      await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done));
      const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
      await admin().ensureHook(slugOf(repo), { ...hook, url });
      await pushTo(repo, 'suture/a/b');
      await bench.emulator.settled();
      receiver.close();
      const readings = received.map((request) => driver.readHook(request, hook.secret));
      const slug = slugOf(repo);
      expect(readings).toContainEqual({
        status: 'event',
        id: expect.stringMatching(/.+/),
        event: expect.objectContaining({ kind: 'pushed', slug, branches: ['suture/a/b'] }),
      });
      const { headers, body } = received[0]!;
      const altered = Buffer.concat([body, Buffer.from(' ')]);
      expect(driver.readHook({ headers, body: altered }, hook.secret).status).toBe('rejected');
      const signed = `sha256=${createHmac('sha256', 'other').update(body).digest('hex')}`;
      const forged = { headers: { ...headers, 'x-hub-signature': signed }, body };
      expect(driver.readHook(forged, hook.secret).status).toBe('rejected');
    });
  });
}
