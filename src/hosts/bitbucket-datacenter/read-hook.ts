import { z } from 'zod';
import { readSigned } from '../client/hook-reading.ts';
import { text } from '../client/schema.ts';
import type { HookReading, HookRequest, HostEvent } from '../host.ts';
import { repository } from './schema.ts';

/**
 * Reads a webhook of Data Center. Its test button sends `diagnostics:ping` unsigned even where a secret is set; that is
 * answered and does nothing.
 */
export function readHook(request: HookRequest, secret: string): HookReading {
  if (request.headers['x-event-key'] === 'diagnostics:ping')
    return { status: 'ignored', because: 'a test ping' };
  return readSigned(request, secret, 'x-request-id', (key, payload) => {
    const read = Object.entries(readers).find(([prefix]) => key.startsWith(prefix))?.[1];
    if (!read) return `Suture does not follow ${key || 'deliveries without X-Event-Key'}`;
    const event = read(payload);
    return typeof event === 'string' ? event : { status: 'event', event };
  });
}

const actor = z.object({ name: text }).nullish();

const push = z.object({
  actor,
  repository,
  changes: z.array(
    z.object({
      ref: z.object({ displayId: text, type: text }).nullish(),
      refId: text,
      type: text,
      toHash: text,
    }),
  ),
});

const pull = z.object({
  actor,
  pullRequest: z.object({ id: z.number(), toRef: z.object({ repository }) }),
});

/** `repo:modified` tells what it was and what it is. */
const modified = z.object({ actor, new: repository });

const readers: Record<string, (payload: unknown) => HostEvent | string> = {
  'repo:refs_changed': (payload) => {
    const read = push.safeParse(payload);
    if (!read.success) return unreadable;
    const branches = read.data.changes
      .filter(({ type, toHash, refId }) => type !== 'DELETE' && !isDeleted(toHash) && isBranch(refId))
      .map(({ refId }) => refId.slice('refs/heads/'.length));
    if (branches.length === 0) return 'no branch was created or moved';
    return { kind: 'pushed', ...place(read.data.repository), branches, ...by(read.data) };
  },
  'pr:': (payload) => {
    const read = pull.safeParse(payload);
    if (!read.success) return unreadable;
    const { id, toRef } = read.data.pullRequest;
    return { kind: 'pull-request', ...place(toRef.repository), number: id, ...by(read.data) };
  },
  'repo:modified': (payload) => {
    const read = modified.safeParse(payload);
    return read.success ? { kind: 'repository', ...place(read.data.new) } : unreadable;
  },
};

const unreadable = 'the payload has not the expected form';

/** Forty zeros stand for "no commit". */
function isDeleted(hash: string): boolean {
  return /^0{40}$/.test(hash);
}

function isBranch(refId: string): boolean {
  return refId.startsWith('refs/heads/');
}

function place({ remoteId, slug }: z.output<typeof repository>) {
  return { remoteId, slug };
}

function by(payload: { actor?: z.output<typeof actor> }): { actor?: string } {
  return payload.actor?.name ? { actor: payload.actor.name } : {};
}
