import type { BuildState } from '../domain/pull-request.ts';
import { formatSlug } from '../domain/repository.ts';
import type { CodeHost, RemotePullRequest } from '../hosts/host.ts';
import type { Followed, Outcome, Task, Watched } from './task.ts';
import type { Tools } from './tools.ts';

/**
 * What became of the watched pull requests. All of ours come page by page where the credential has an account; without
 * one, or on a hint, they are asked for one repository at a time. Builds are asked for while they can still change.
 */
export async function followPullRequests(task: Task<'follow'>, tools: Tools): Promise<Outcome<'follow'>> {
  const host = await tools.host(task.connection);
  const seen: Followed[] = [];
  for (const [watched, remote] of await look(task.watched, host, tools)) {
    if (remote === undefined)
      seen.push({ repository: watched.repository.id, number: watched.number, state: 'gone' });
    else seen.push(await withBuild(watched, remote, host, tools.now()));
  }
  return { kind: 'follow', run: task.run, seen };
}

/** How long after the last change of a pull request its builds are asked for with every poll, in milliseconds. */
const patience = 2 * 3_600_000;

type Pairs = [Watched, RemotePullRequest | undefined][];

async function look(watched: Watched[], host: CodeHost, tools: Tools): Promise<Pairs> {
  const pairs: Pairs = [];
  const byPage = watched.length > 1 ? await ownPullRequests(watched, host, tools) : undefined;
  for (const one of watched) {
    const found = byPage?.get(keyOf(one.repository.slug, one.number));
    pairs.push([one, found ?? (await host.pullRequest(one.repository.slug, one.number))]);
  }
  return pairs;
}

/** Newest change first, so that reading stops as soon as all watched ones were seen. */
async function ownPullRequests(watched: Watched[], host: CodeHost, tools: Tools) {
  const own = await host.ownPullRequests({ signal: tools.signal });
  if (own === undefined) return undefined;
  const wanted = new Set(watched.map((one) => keyOf(one.repository.slug, one.number)));
  const found = new Map<string, RemotePullRequest>();
  for await (const remote of own) {
    const key = keyOf(remote.slug, remote.number);
    if (wanted.delete(key)) found.set(key, remote);
    if (wanted.size === 0) break;
  }
  return found;
}

async function withBuild(
  watched: Watched,
  remote: RemotePullRequest,
  host: CodeHost,
  now: Date,
): Promise<Followed> {
  const base = {
    repository: watched.repository.id,
    number: watched.number,
    state: remote.state,
    head: remote.head,
  };
  const ours = watched.head.startsWith(remote.head);
  if (remote.state !== 'open' || !ours || (isSettled(watched, remote, now) && !watched.hinted)) return base;
  const build = (await host.builds(watched.repository.slug, [watched.head])).get(watched.head);
  if (build === undefined) return base;
  if (build.state === 'failed' && watched.build !== 'failed') await report(watched, build, host);
  if (build.state !== 'failed' && watched.build === 'failed') await takeBack(watched, host);
  return { ...base, build };
}

/** A build that does not come for long will not come: many repositories have none. */
function isSettled({ build }: Watched, { updatedAt }: RemotePullRequest, now: Date): boolean {
  if (build === 'passed' || build === 'failed') return true;
  return updatedAt !== undefined && now.getTime() - Date.parse(updatedAt) > patience;
}

/** One comment per head, edited in place, so that a repeated task says nothing twice. */
async function report(watched: Watched, build: BuildState, host: CodeHost): Promise<void> {
  const failed = build.builds.filter((one) => one.state === 'failed' || one.state === 'stopped');
  const lines = failed.map((one) => {
    const name = one.url === undefined ? one.name : `[${one.name.replace(/[[\]]/g, '')}](${one.url})`;
    return `- ${name}${one.description === undefined ? '' : `: ${one.description.replace(/\s+/g, ' ').slice(0, 300)}`}`;
  });
  await comment(watched, host, [
    `**The build of this change failed** (commit ${watched.head.slice(0, 12)}).`,
    '',
    ...lines,
    '',
    'The upgrade needs changes to your code, or the build was red before. Suture does not merge it. Push the changes to this branch (Suture then leaves it to you), or decline.',
  ]);
}

/** Somebody ran the red build again. */
async function takeBack(watched: Watched, host: CodeHost): Promise<void> {
  await comment(watched, host, [
    `The build of this change had failed (commit ${watched.head.slice(0, 12)}) and was run again. How it went, the builds of this pull request show.`,
  ]);
}

function comment({ repository, number }: Watched, host: CodeHost, lines: string[]): Promise<void> {
  return host.comment(repository.slug, number, { marker: '[//]: # (suture:build)', body: lines.join('\n') });
}

function keyOf(slug: { owner: string; name: string }, number: number): string {
  return `${formatSlug(slug).toLowerCase()}#${number}`;
}
