import { z } from 'zod';
import { readSigned } from '../client/hook-reading.ts';
import { text } from '../client/schema.ts';
import type { HookReading, HookRequest, HostEvent } from '../host.ts';
import { slug } from './schema.ts';

/** Reads a webhook of Bitbucket Cloud; `X-Request-UUID` is the same for the retries of one delivery. */
export function readHook(request: HookRequest, secret: string): HookReading {
  return readSigned(request, secret, 'x-request-uuid', (key, payload) => {
    const read = Object.entries(readers).find(([prefix]) => key.startsWith(prefix))?.[1];
    if (!read) return `Suture does not follow ${key || 'deliveries without X-Event-Key'}`;
    const event = read(payload);
    return typeof event === 'string' ? event : { status: 'event', event };
  });
}

const common = z.object({
  repository: z.object({ uuid: z.string(), full_name: slug }),
  /** Absent or null for what Bitbucket does by itself. */
  actor: z.object({ uuid: text }).nullish(),
});

const push = common.extend({
  push: z.object({
    changes: z.array(z.object({ new: z.object({ type: text, name: text }).nullish() })),
  }),
});

const pull = common.extend({ pullrequest: z.object({ id: z.number() }) });

const status = common.extend({
  commit_status: z.object({
    commit: z.object({ hash: text }).nullish(),
    links: z.object({ commit: z.object({ href: text }).nullish() }).nullish(),
  }),
});

/** Longest prefix first. */
const readers: Record<string, (payload: unknown) => HostEvent | string> = {
  'repo:push': (payload) => {
    const read = push.safeParse(payload);
    if (!read.success) return unreadable;
    // A deleted branch has no `new`; tags are not followed.
    const branches = read.data.push.changes.flatMap((change) =>
      change.new?.type === 'branch' ? [change.new.name] : [],
    );
    if (branches.length === 0) return 'no branch was created or moved';
    return { kind: 'pushed', ...place(read.data), branches, ...actor(read.data) };
  },
  'repo:commit_status_': (payload) => {
    const read = status.safeParse(payload);
    if (!read.success) return unreadable;
    const { commit, links } = read.data.commit_status;
    // Older payloads name the commit by its link alone.
    const hash = commit?.hash || (/[0-9a-f]{7,40}$/.exec(links?.commit?.href ?? '')?.[0] ?? '');
    return hash === '' ? unreadable : { kind: 'build', ...place(read.data), commit: hash };
  },
  'pullrequest:': (payload) => {
    const read = pull.safeParse(payload);
    if (!read.success) return unreadable;
    return {
      kind: 'pull-request',
      ...place(read.data),
      number: read.data.pullrequest.id,
      ...actor(read.data),
    };
  },
  'repo:updated': (payload) => repositoryEvent(payload),
  'repo:transfer': (payload) => repositoryEvent(payload),
  'repo:deleted': (payload) => repositoryEvent(payload),
};

const unreadable = 'the payload has not the expected form';

function repositoryEvent(payload: unknown): HostEvent | string {
  const read = common.safeParse(payload);
  return read.success ? { kind: 'repository', ...place(read.data) } : unreadable;
}

function place({ repository }: z.output<typeof common>) {
  return { remoteId: repository.uuid, slug: repository.full_name };
}

function actor(payload: z.output<typeof common>): { actor?: string } {
  return payload.actor?.uuid ? { actor: payload.actor.uuid } : {};
}
