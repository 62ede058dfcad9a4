import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { recordings } from '../client/recordings.ts';
import * as schema from './schema.ts';

const { skip, read } = recordings('data-center');
if (skip) console.warn(`Recorded answers are not checked: ${skip}`);

const kinds: [string, z.ZodType][] = [
  ['repo.json', schema.repository],
  ['repos.json', schema.page(schema.repository)],
  ['repos_filter.json', schema.page(schema.repository)],
  ['pr.json', schema.pullRequest],
  ['pr_iso_dates.json', schema.pullRequest],
  ['prs.json', schema.page(schema.pullRequest)],
  ['pr_comment.json', schema.comment],
  ['pr_comment_iso_dates.json', schema.comment],
  ['pr_comments.json', schema.page(schema.activity)],
  ['webhook.json', schema.hook],
  ['webhooks.json', schema.page(schema.hook)],
  ['user.json', schema.user],
  ['user_search.json', schema.page(schema.user)],
  ['error.json', schema.failure],
];

describe.skipIf(skip)('what Data Center sent is accepted', () => {
  test.each(kinds)('%s', (name, kind) => {
    expect(() => kind.parse(read(name))).not.toThrow();
  });

  test('a pull request is read the same in both dialects of dates', () => {
    const epoch = schema.pullRequest.parse(read('pr.json'));
    expect(epoch).toMatchObject({
      slug: { owner: 'PRJ', name: 'my-repo' },
      number: 1,
      state: 'open',
      branch: 'feature/x',
      target: 'master',
      head: '131cb13f4aed12e725177bc4b7c28db67839bf9f',
      updatedAt: '2018-07-05T05:01:10.981Z',
      fromFork: false,
    });
    expect(schema.pullRequest.parse(read('pr_iso_dates.json')).updatedAt).toBe('2018-07-05T05:01:10.000Z');
  });
});

test('an activity in an unexpected form is passed over', () => {
  const parsed = schema.page(schema.activity).parse({
    values: [
      { action: 'APPROVED' },
      { action: 'COMMENTED' },
      { action: 'COMMENTED', comment: 'odd' },
      { action: 'COMMENTED', comment: { id: 1, version: 0, text: 'x' } },
    ],
  });
  expect(parsed.values).toEqual([
    undefined,
    undefined,
    undefined,
    { id: 1, version: 0, text: 'x', author: '' },
  ]);
});
