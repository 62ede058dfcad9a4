import { expect, test } from 'vitest';
import { HostError } from '../error.ts';
import { fakeClock } from './fake.ts';
import { once } from './once.ts';

const doubtful = new HostError('unreachable', 'dropped', { retry: true });
const refused = new HostError('bad-request', 'no');
const limited = new HostError('rate-limited', 'later', { retry: true });

/** What each POST does, what each look finds; what comes out, how many POSTs. */
const cases: [string, (HostError | 'made')[], (string | undefined)[], string | HostError, number][] = [
  ['is made', ['made'], [], 'made', 1],
  ['was made although the answer was lost', [doubtful], ['found'], 'found', 1],
  ['was not made, and is made then', [doubtful, 'made'], [undefined], 'made', 2],
  [
    'is not made in three tries',
    [doubtful, doubtful, doubtful],
    [undefined, undefined, undefined],
    doubtful,
    3,
  ],
  [
    'was made by the last of three tries',
    [doubtful, doubtful, doubtful],
    [undefined, undefined, 'found'],
    'found',
    3,
  ],
  ['is refused', [refused], [], refused, 1],
  ['is put off', [limited], [], limited, 1],
];

test.each(cases)('what %s', async (_, posts, looks, result, count) => {
  let posted = 0;
  const post = async () => {
    const next = posts[posted++]!;
    if (next instanceof HostError) throw next;
    return next as string;
  };
  const outcome = await once(fakeClock(), post, async () => looks.shift()).catch((error: unknown) => error);
  expect(outcome).toBe(result);
  expect(posted).toBe(count);
  expect(looks).toEqual([]);
});
