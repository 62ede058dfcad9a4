import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { recordings } from '../client/recordings.ts';
import * as schema from './schema.ts';

const { skip, read } = recordings('cloud');
if (skip) console.warn(`Recorded answers are not checked: ${skip}`);

const kinds: [string, z.ZodType][] = [
  ['repo.json', schema.repository],
  ['repos.json', schema.page(schema.repository)],
  ['repos-2.json', schema.page(schema.repository)],
  ['repos_filter.json', schema.page(schema.repository)],
  ['repos_empty.json', schema.page(schema.repository)],
  ['repo_as_list.json', schema.page(schema.repository)],
  ['pr.json', schema.pullRequest],
  ['prs.json', schema.page(schema.pullRequest)],
  ['prcomment.json', schema.comment],
  ['prcomments.json', schema.page(schema.comment)],
  ['status.json', schema.status],
  ['statuses.json', schema.page(schema.status)],
  ['hook.json', schema.hook],
  ['hooks.json', schema.page(schema.hook)],
  ['user.json', schema.user],
  ['error.json', schema.failure],
];

describe.skipIf(skip)('what Bitbucket Cloud sent is accepted', () => {
  test.each(kinds)('%s', (name, kind) => {
    expect(() => kind.parse(read(name))).not.toThrow();
  });

  test('a pull request from a fork is read whole', () => {
    expect(schema.pullRequest.parse(read('pr.json'))).toMatchObject({
      slug: { owner: 'atlassian', name: 'atlaskit' },
      number: 4982,
      state: 'open',
      branch: 'Lachlan-Vass/ios-date-picker-component-duplicate-marc-1579222909688',
      target: 'master',
      head: '31c54529bd80',
      updatedAt: '2020-01-17T01:02:49.933Z',
      fromFork: true,
    });
  });
});

test('a pull request whose source is gone has no head and is nobody’s', () => {
  const read = schema.pullRequest.parse({
    id: 1,
    state: 'SUPERSEDED',
    title: null,
    source: { repository: null, branch: null, commit: null },
    destination: { repository: { full_name: 'acme/pay' }, branch: { name: 'main' } },
  });
  expect(read).toMatchObject({ state: 'declined', branch: '', head: '', title: '', fromFork: true });
});

test('an empty repository has no default branch', () => {
  expect(schema.repository.parse({ uuid: '{1}', full_name: 'acme/pay', mainbranch: null })).toEqual({
    remoteId: '{1}',
    slug: { owner: 'acme', name: 'pay' },
    archived: false,
  });
});

test.each(['acme', 'acme/pay/x', '/pay'])('%j is no full name', (fullName) => {
  expect(schema.repository.safeParse({ uuid: '{1}', full_name: fullName }).success).toBe(false);
});
