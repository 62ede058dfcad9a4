import { describe, expect, test } from 'vitest';
import { useBench } from '../contract/bench.contract.ts';
import { hooksContract } from '../contract/hooks.contract.ts';
import { hostContract } from '../host.contract.ts';
import { bitbucketDatacenter } from './index.ts';

const bench = useBench({ driver: bitbucketDatacenter, edition: 'data-center' });
const { open, openWith, repository, slugOf, calls } = bench;

hostContract(bench);

describe('10.3, whose webhooks write dates otherwise', () => {
  hooksContract(useBench({ driver: bitbucketDatacenter, edition: 'data-center', profile: '10.3' }));
});

describe('only on Data Center', () => {
  test('the check explains a wrong token', async () => {
    const all = await openWith({ kind: 'http-access-token', secret: 'nonsense' }).check();
    expect(all.find(({ name }) => name === 'login')).toMatchObject({
      status: 'failed',
      remedy: expect.stringContaining('HTTP access token'),
    });
  });

  test('webhooks take an administrator, and the refusal says so', async () => {
    const repo = await repository();
    const hook = { url: 'https://suture.example/hooks/1', secret: 's3cret' };
    await expect(open().ensureHook(slugOf(repo), hook)).rejects.toMatchObject({
      code: 'forbidden',
      requestId: expect.stringMatching(/^@/),
    });
    expect(calls()).toHaveLength(1);
  });
});
