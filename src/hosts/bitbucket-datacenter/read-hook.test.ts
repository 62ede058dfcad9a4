import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { recordings } from '../client/recordings.ts';
import { readHook } from './read-hook.ts';

const secret = 'between us';
const foo = { remoteId: '4', slug: { owner: '~ANN', name: 'foo' } };
const repository = { id: 4, slug: 'foo', project: { key: '~ANN' } };
const actor = { name: 'ann' };
const zeros = '0'.repeat(40);
const change = (refId: string, type: string, toHash = 'a'.repeat(40)) => ({ refId, type, toHash });

function deliver(key: string, payload: unknown, headers: Record<string, string | undefined> = {}) {
  const body = Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload));
  const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
  return readHook(
    {
      headers: { 'x-event-key': key, 'x-request-id': 'r-1', 'x-hub-signature': signature, ...headers },
      body,
    },
    secret,
  );
}

test.each<[string, unknown, object]>([
  [
    'repo:refs_changed',
    {
      date: '2026-06-05T13:54:44+0000',
      actor,
      repository,
      changes: [
        change('refs/heads/main', 'UPDATE'),
        change('refs/heads/suture/a/b', 'ADD'),
        change('refs/heads/old', 'DELETE', zeros),
        change('refs/tags/v1', 'ADD'),
      ],
    },
    { kind: 'pushed', ...foo, branches: ['main', 'suture/a/b'], actor: 'ann' },
  ],
  [
    'pr:merged',
    { date: 1530770330632, actor, pullRequest: { id: 7, toRef: { repository }, updatedDate: 1 } },
    { kind: 'pull-request', ...foo, number: 7, actor: 'ann' },
  ],
  ['repo:modified', { actor, old: { slug: 'bar' }, new: repository }, { kind: 'repository', ...foo }],
])('%s', (key, payload, event) => {
  expect(deliver(key, payload)).toEqual({ status: 'event', id: 'r-1', event });
});

test.each<[string, string, unknown, string]>([
  [
    'a deleted branch',
    'repo:refs_changed',
    { repository, changes: [change('refs/heads/x', 'DELETE', zeros)] },
    'no branch',
  ],
  ['a tag', 'repo:refs_changed', { repository, changes: [change('refs/tags/v1', 'ADD')] }, 'no branch'],
  ['what we do not follow', 'project:modified', { repository }, 'project:modified'],
  ['another form', 'pr:opened', { pullRequest: { id: 'x' } }, 'form'],
])('%s is ignored', (_, key, payload, because) => {
  expect(deliver(key, payload)).toEqual({ status: 'ignored', because: expect.stringContaining(because) });
});

test('the test button’s ping is unsigned and does nothing', () => {
  const ping = deliver('diagnostics:ping', { test: true }, { 'x-hub-signature': undefined });
  expect(ping).toEqual({ status: 'ignored', because: 'a test ping' });
});

test('what is unsigned, forged or no JSON is rejected', () => {
  expect(deliver('pr:merged', {}, { 'x-hub-signature': undefined })).toMatchObject({ status: 'rejected' });
  expect(deliver('pr:merged', {}, { 'x-hub-signature': `sha256=${zeros}` })).toMatchObject({
    status: 'rejected',
  });
  expect(deliver('pr:merged', 'nonsense')).toMatchObject({ status: 'rejected' });
});

test('a delivery without an id is known by its content', () => {
  const payload = { repository, changes: [change('refs/heads/main', 'UPDATE')] };
  const once = deliver('repo:refs_changed', payload, { 'x-request-id': undefined });
  expect(once).toMatchObject({ status: 'event', id: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(deliver('repo:refs_changed', payload, { 'x-request-id': undefined })).toEqual(once);
});

const { skip, read } = recordings('data-center');
if (skip) console.warn(`Recorded webhooks are not read: ${skip}`);

describe.skipIf(skip)('what Data Center sent', () => {
  test.each([
    ['webhooks/push', { kind: 'pushed' }],
    ['webhooks/push_v5', { kind: 'pushed', branches: ['trangineni/devtfvars-1685475548410'] }],
    ['webhooks/push_branch_create', { kind: 'pushed' }],
    ['webhooks/push_branch_delete', undefined],
    ['webhooks/push_tag_create', undefined],
    ['webhooks/push_tag_delete', undefined],
    ['fnb_push_update', { kind: 'pushed', branches: ['develop'] }],
    ['fnb_push_branch_create', { kind: 'pushed' }],
    ['webhooks/pr_open', { kind: 'pull-request' }],
    ['webhooks/pr_open_iso_dates', { kind: 'pull-request' }],
    ['webhooks/pr_merged', { kind: 'pull-request' }],
    ['webhooks/pr_merged_iso_dates', { kind: 'pull-request', number: 3 }],
    ['webhooks/pr_declined', { kind: 'pull-request' }],
    ['webhooks/pr_declined_iso_dates', { kind: 'pull-request' }],
    ['webhooks/pr_deleted', { kind: 'pull-request' }],
    ['webhooks/pr_from_ref_updated', { kind: 'pull-request' }],
    ['webhooks/pr_modified_meta', { kind: 'pull-request' }],
    ['webhooks/pr_modified_toref', { kind: 'pull-request' }],
  ])('%s', (name, event) => {
    const payload = read(`${name}.json`) as { eventKey: string };
    const reading = deliver(payload.eventKey, payload);
    const ignored = { status: 'ignored', because: 'no branch was created or moved' };
    expect(reading).toMatchObject(event ? { status: 'event', event } : ignored);
  });
});
