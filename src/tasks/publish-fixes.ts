import type { Slug } from '../domain/repository.ts';
import { HostError } from '../hosts/error.ts';
import type { CodeHost, RemotePullRequest, Reviewer } from '../hosts/host.ts';
import { takeSnapshot } from './snapshot.ts';
import type { ObsoletePullRequest, Outcome, Published, PublishFix, Task } from './task.ts';
import { author, type Tools } from './tools.ts';

/**
 * Pushes branches and opens or refreshes pull requests, all of one repository in one go: what is there is asked for
 * once (one git request pair, at most one list and one call for reviewers), then each new pull request costs one call.
 * Every step finds its effect again before it makes it again, so the task can be repeated at any point.
 */
export async function publishFixes(task: Task<'publish'>, tools: Tools): Promise<Outcome<'publish'>> {
  const host = await tools.host(task.connection);
  const desk = await openDesk(task, host, tools);
  const published: Published[] = [];
  for (const fix of task.fixes) published.push(await publish(task, fix, desk, tools));
  if (task.first && published.some((one) => one.status === 'open')) await hookUp(task, host, tools);
  const closed: Outcome<'publish'>['closed'] = [];
  for (const obsolete of task.obsolete)
    closed.push({ number: obsolete.number, state: await withdraw(task, obsolete, host, tools) });
  return { kind: 'publish', run: task.run, published, closed };
}

/** A push is often told before the merge that it came with: what looks obsolete may have been merged. */
async function withdraw(
  task: Task<'publish'>,
  { number, branch, head, because }: ObsoletePullRequest,
  host: CodeHost,
  tools: Tools,
): Promise<'merged' | 'withdrawn'> {
  const { slug } = task.repository;
  if ((await host.pullRequest(slug, number))?.state === 'merged') return 'merged';
  await host.declinePullRequest(slug, number, because);
  const remote = host.remote(slug);
  await tools.git.deleteBranch({ remote, branch, expected: head, options: { signal: tools.signal } });
  return 'withdrawn';
}

/** With the first pull request comes a webhook; without the right to make one, polling does. */
async function hookUp(task: Task<'publish'>, host: CodeHost, tools: Tools): Promise<void> {
  if (tools.hook === undefined) return;
  try {
    await host.ensureHook(task.repository.slug, await tools.hook(task.connection));
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
  }
}

/** What stands on Bitbucket now; asked for once, and only what is needed. */
interface Desk {
  host: CodeHost;
  dir: string;
  /** Heads of all branches. */
  heads: Map<string, string>;
  open(): Promise<RemotePullRequest[]>;
  /** The same for every branch of ours: asked for with the first. */
  reviewers(branch: string): Promise<Reviewer[]>;
}

async function openDesk(task: Task<'publish'>, host: CodeHost, tools: Tools): Promise<Desk> {
  const { slug } = task.repository;
  if (task.fixes.length > 0) await takeSnapshot(task.repository, task.commit, host, tools);
  const { branches } = await tools.git.heads(host.remote(slug), { signal: tools.signal });
  return {
    host,
    dir: await tools.gitDir(task.repository.id),
    heads: branches,
    open: once(() => host.openPullRequests(slug)),
    reviewers: once((branch) => host.defaultReviewers(task.repository, { branch, target: task.target })),
  };
}

async function publish(task: Task<'publish'>, fix: PublishFix, desk: Desk, tools: Tools): Promise<Published> {
  const pushed = await push(task, fix, desk, tools);
  if (pushed.status === 'moved') {
    return {
      plan: fix.plan,
      status: 'human',
      ...(fix.known === undefined ? {} : { number: fix.known.number }),
      ...(pushed.found === undefined ? {} : { found: pushed.found }),
    };
  }
  try {
    return await propose(task, fix, pushed.commit, desk);
  } catch (error) {
    if (!(error instanceof HostError) || error.retry) throw error;
    const remedy = error.remedy === undefined ? {} : { remedy: error.remedy };
    const { code, message } = error;
    return {
      plan: fix.plan,
      status: 'failed',
      code,
      because: message,
      ...remedy,
      head: pushed.commit,
      branch: fix.branch,
    };
  }
}

/** A head that we never made is a person's: it is not overwritten. */
async function push(task: Task<'publish'>, fix: PublishFix, desk: Desk, tools: Tools) {
  const there = desk.heads.get(fix.branch);
  const ours = there === undefined ? undefined : await ownCommit(there, task, fix, desk, tools);
  return tools.git.pushCommit({
    remote: desk.host.remote(task.repository.slug),
    dir: desk.dir,
    base: task.commit,
    branch: fix.branch,
    edits: fix.edits,
    message: fix.message,
    author: { ...author, date: ours?.date ?? fix.date },
    expected: ours === undefined ? undefined : there,
    options: { signal: tools.signal },
  });
}

/**
 * Whether a commit is one of ours: remembered, or by what it says of itself where the memory of it was lost. Whoever
 * amends, rebases or adds to a commit of ours becomes its committer. With the date of a forgotten one, the same change
 * on the same base is the same commit again, and nothing is pushed.
 */
async function ownCommit(
  commit: string,
  task: Task<'publish'>,
  fix: PublishFix,
  desk: Desk,
  tools: Tools,
): Promise<{ date?: string } | undefined> {
  if (fix.ours.includes(commit)) return {};
  const remote = desk.host.remote(task.repository.slug);
  const options = { signal: tools.signal };
  const found = await tools.git.readCommit({ remote, dir: desk.dir, commit, options });
  const isOurs =
    found.parents.length === 1 &&
    [found.author, found.committer].every(
      ({ name, email }) => name === author.name && email === author.email,
    ) &&
    lastLine(found.message) === lastLine(fix.message);
  return isOurs ? { date: found.author.date } : undefined;
}

/** Our messages end with the trailer that names the plan. */
function lastLine(message: string): string {
  return message.trimEnd().split('\n').at(-1)!;
}

async function propose(task: Task<'publish'>, fix: PublishFix, head: string, desk: Desk): Promise<Published> {
  const { slug } = task.repository;
  const base = { plan: fix.plan, head, branch: fix.branch };
  // A branch that was not there before this task has no open pull request: that call is saved.
  const existing = desk.heads.has(fix.branch)
    ? (await desk.open()).find((pr) => pr.branch === fix.branch)
    : undefined;
  if (existing !== undefined) {
    if (existing.title !== fix.title || existing.description !== fix.description) {
      await desk.host.updatePullRequest(slug, existing.number, {
        title: fix.title,
        description: fix.description,
      });
    }
    return { ...base, status: 'open', number: existing.number, url: existing.url, created: false };
  }
  if (fix.known !== undefined) {
    const known = await desk.host.pullRequest(slug, fix.known.number);
    if (known !== undefined && known.state !== 'open') {
      return { plan: fix.plan, status: 'closed', number: known.number, state: known.state };
    }
  }
  const forgotten = fix.known === undefined ? await declinedBefore(fix, slug, desk) : undefined;
  if (forgotten !== undefined)
    return { plan: fix.plan, status: 'closed', number: forgotten, state: 'declined' };
  const opened = await desk.host.openPullRequest(slug, {
    branch: fix.branch,
    target: task.target,
    title: fix.title,
    description: fix.description,
    reviewers: await desk.reviewers(fix.branch),
  });
  return { ...base, status: 'open', number: opened.number, url: opened.url, created: true };
}

/** What a person declined is not opened again, even when the memory of it was lost; the branch often outlives it. */
async function declinedBefore(fix: PublishFix, slug: Slug, desk: Desk): Promise<number | undefined> {
  if (!desk.heads.has(fix.branch)) return undefined;
  const newest = await desk.host.newestPullRequest(slug, fix.branch);
  return newest?.state === 'declined' && !fix.closed.includes(newest.number) ? newest.number : undefined;
}

/** The first call's answer serves all later ones, whatever they ask. */
function once<A extends unknown[], T>(work: (...args: A) => Promise<T>): (...args: A) => Promise<T> {
  let result: Promise<T> | undefined;
  return (...args) => {
    result ??= work(...args);
    return result;
  };
}
