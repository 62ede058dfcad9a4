import { describe, expect, test } from 'vitest';
import type { Credential } from '../../domain/connection.ts';
import { useBench } from '../contract/bench.contract.ts';
import { hostContract } from '../host.contract.ts';
import { bitbucketCloud } from './index.ts';

const bench = useBench({ driver: bitbucketCloud, edition: 'cloud' });
const { open, openWith, repository, slugOf, draft, tokenNamed, faults } = bench;

hostContract(bench);

describe('only on Cloud', () => {
  const bearer = (name: string): Credential => ({ kind: 'access-token', secret: tokenNamed(name).secret });
  const basic = (name: string, email = 'suture@acme.example'): Credential => ({
    kind: 'api-token',
    email,
    secret: tokenNamed(name).secret,
  });

  test.each<[string, () => Credential, RegExp]>([
    ['an app password', () => basic('app-password'), /API token with scopes/],
    ['a wrong e-mail', () => basic('api-token', 'someone@acme.example'), /e-mail address/],
    ['an API token as access token', () => bearer('api-token'), /e-mail address/],
    ['an access token as API token', () => basic('workspace-token'), /without an e-mail/],
    ['a password', () => ({ kind: 'api-token', email: 'a@b', secret: 'hunter2' }), /e-mail/],
  ])('the check explains %s', async (_, credential, remedy) => {
    const all = await openWith(credential()).check();
    expect(all.find(({ name }) => name === 'login')).toMatchObject({
      status: 'failed',
      remedy: expect.stringMatching(remedy),
    });
  });

  test('the check names every scope that a token without any lacks', async () => {
    const all = await open('api-token-no-scopes').check();
    const missing = all.filter(({ name, status }) => name === 'scope' && status !== 'passed');
    expect(missing.map(({ subject, status }) => `${subject} ${status}`)).toEqual([
      'read:user:bitbucket failed',
      'read:repository:bitbucket failed',
      'write:repository:bitbucket failed',
      'read:pullrequest:bitbucket failed',
      'write:pullrequest:bitbucket failed',
      'read:workspace:bitbucket warning',
      'read:webhook:bitbucket warning',
      'write:webhook:bitbucket warning',
      'delete:webhook:bitbucket warning',
    ]);
  });

  test('the check names what Bitbucket has removed', async () => {
    faults({ fault: 'gone' });
    const all = await open().check();
    expect(all.find(({ name }) => name === 'login')).toMatchObject({
      status: 'failed',
      detail: expect.stringContaining('CHANGE-2770'),
    });
  });

  test('a token that may only read is told which scope it lacks', async () => {
    const repo = await repository('suture/a');
    const opening = open('api-token-read-only').openPullRequest(slugOf(repo), draft('suture/a'));
    await expect(opening).rejects.toMatchObject({
      code: 'missing-scope',
      missing: ['write:pullrequest:bitbucket'],
      retry: false,
    });
  });
});
