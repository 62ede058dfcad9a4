import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { recordings } from '../client/recordings.ts';
import { readHook } from './read-hook.ts';

const secret = 'between us';
const foo = { remoteId: '{1}', slug: { owner: 'acme', name: 'foo' } };
const repository = { uuid: '{1}', full_name: 'acme/foo' };
const actor = { uuid: '{ann}' };
const branch = (name: string) => ({ new: { type: 'branch', name } });

function deliver(key: string | undefined, payload: unknown, headers: Record<string, string> = {}) {
  const body = Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload));
  const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
  return readHook(
    {
      headers: { 'x-event-key': key, 'x-request-uuid': 'r-1', 'x-hub-signature': signature, ...headers },
      body,
    },
    secret,
  );
}

test.each<[string, unknown, object]>([
  [
    'repo:push',
    { actor, repository, push: { changes: [branch('main'), branch('suture/a/b'), { new: null, old: {} }] } },
    { kind: 'pushed', ...foo, branches: ['main', 'suture/a/b'], actor: '{ann}' },
  ],
  [
    'pullrequest:fulfilled',
    { actor, repository, pullrequest: { id: 7, source: { repository: null } } },
    { kind: 'pull-request', ...foo, number: 7, actor: '{ann}' },
  ],
  [
    'repo:commit_status_updated',
    { actor: null, repository, commit_status: { commit: { hash: 'abc1234' } } },
    { kind: 'build', ...foo, commit: 'abc1234' },
  ],
  [
    'repo:commit_status_created',
    { repository, commit_status: { links: { commit: { href: 'https://x/commit/abc1234' } } } },
    { kind: 'build', ...foo, commit: 'abc1234' },
  ],
  ['repo:updated', { repository, changes: { slug: {} } }, { kind: 'repository', ...foo }],
  ['repo:deleted', { repository }, { kind: 'repository', ...foo }],
])('%s', (key, payload, event) => {
  expect(deliver(key, payload)).toEqual({ status: 'event', id: 'r-1', event });
});

test.each<[string, string | undefined, unknown, string]>([
  ['a deleted branch', 'repo:push', { repository, push: { changes: [{ new: null }] } }, 'no branch'],
  [
    'a tag',
    'repo:push',
    { repository, push: { changes: [{ new: { type: 'tag', name: 'v1' } }] } },
    'no branch',
  ],
  ['what we do not follow', 'issue:created', { repository }, 'issue:created'],
  ['a delivery without key', undefined, { repository }, 'X-Event-Key'],
  ['another form', 'repo:push', { repository }, 'form'],
  [
    'a hostile form',
    'repo:push',
    '{"repository":{"__proto__":{"uuid":"{1}","full_name":"a/b"}},"push":null}',
    'form',
  ],
])('%s is ignored', (_, key, payload, because) => {
  expect(deliver(key, payload)).toEqual({ status: 'ignored', because: expect.stringContaining(because) });
});

test('what is unsigned, forged or no JSON is rejected', () => {
  expect(deliver('repo:push', '{')).toMatchObject({ status: 'rejected' });
  expect(deliver('repo:push', {}, { 'x-hub-signature': `sha256=${'0'.repeat(64)}` })).toMatchObject({
    status: 'rejected',
  });
  expect(
    readHook({ headers: { 'x-event-key': 'repo:push' }, body: Buffer.from('{}') }, secret),
  ).toMatchObject({
    status: 'rejected',
  });
});

const { skip, read } = recordings('cloud');
if (skip) console.warn(`Recorded webhooks are not read: ${skip}`);

describe.skipIf(skip)('what Bitbucket Cloud sent', () => {
  test.each([
    ['repo:push', 'push', { kind: 'pushed', branches: ['master'] }],
    ['repo:push', 'push_branch_create', { kind: 'pushed', branches: ['develop'] }],
    ['repo:push', 'push_branch_delete', undefined],
    ['repo:push', 'push_tag_create', undefined],
    ['repo:push', 'push_tag_delete', undefined],
    ['pullrequest:created', 'pr_created', { kind: 'pull-request' }],
    ['pullrequest:updated', 'pr_updated', { kind: 'pull-request' }],
    ['pullrequest:rejected', 'pr_declined', { kind: 'pull-request' }],
    ['pullrequest:fulfilled', 'pr_fulfilled', { kind: 'pull-request' }],
    ['pullrequest:comment_created', 'pr_comment_created', { kind: 'pull-request' }],
    ['pullrequest:comment_deleted', 'pr_comment_deleted', { kind: 'pull-request' }],
    ['repo:commit_status_created', 'pipeline_hook_created', { kind: 'build' }],
    ['repo:commit_status_updated', 'pipeline_hook_update', { kind: 'build' }],
  ])('%s: %s', (key, name, event) => {
    const reading = deliver(key, read(`webhooks/${name}.json`));
    expect(reading).toMatchObject(
      event ? { status: 'event', event } : { status: 'ignored', because: 'no branch was created or moved' },
    );
  });
});
