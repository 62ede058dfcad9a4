import { expect, it } from 'vitest';
import { selectFields } from './fields.ts';

const body = {
  next: 'n',
  values: [
    { id: 1, links: { self: { href: 's' }, html: { href: 'h' } }, reviewers: [{ uuid: 'u', name: 'x' }] },
    { id: 2, links: { self: { href: 't' } }, reviewers: [] },
  ],
};

it.each<[string | undefined, object]>([
  [
    undefined,
    {
      next: 'n',
      values: [
        { id: 1, links: body.values[0]!.links },
        { id: 2, links: body.values[1]!.links },
      ],
    },
  ],
  ['values.id', { values: [{ id: 1 }, { id: 2 }] }],
  ['values.id,next', { next: 'n', values: [{ id: 1 }, { id: 2 }] }],
  ['values.links.self', { values: [{ links: { self: { href: 's' } } }, { links: { self: { href: 't' } } }] }],
  [
    'values.links.*.href',
    { values: [{ links: { self: { href: 's' }, html: { href: 'h' } } }, { links: { self: { href: 't' } } }] },
  ],
  ['-values.links', { next: 'n', values: [{ id: 1 }, { id: 2 }] }],
  [
    '-values.links,+values.reviewers.uuid',
    {
      next: 'n',
      values: [
        { id: 1, reviewers: [{ uuid: 'u' }] },
        { id: 2, reviewers: [] },
      ],
    },
  ],
  // A raw plus arrives as a space, and so as the exact list.
  [' values.reviewers', { values: [{ reviewers: body.values[0]!.reviewers }, { reviewers: [] }] }],
  [
    'values.id,+values.reviewers',
    {
      values: [
        { id: 1, reviewers: body.values[0]!.reviewers },
        { id: 2, reviewers: [] },
      ],
    },
  ],
  ['nothing.here', {}],
  ['__proto__.x', {}],
])('fields=%s', (fields, expected) => {
  expect(selectFields(body, fields, ['values.reviewers'])).toEqual(expected);
});

it('keeps everything for *', () => {
  expect(selectFields(body, '*', ['values.reviewers'])).toEqual(body);
});
