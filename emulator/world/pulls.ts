import { isDeepStrictEqual } from 'node:util';
import type { Pull, Repo, User, World } from '../world.ts';
import { WorldError } from '../world.ts';
import { mergeTree } from './merge.ts';
import { mergePull } from './merge-pull.ts';
import { isAncestor, readTip } from './refs.ts';
import { asMember, type State } from './state.ts';

type Operations = Pick<
  World,
  'pulls' | 'pull' | 'openPull' | 'updatePull' | 'declinePull' | 'reopenPull' | 'mergePull' | 'conflicts'
>;

/** What the world can do with pull requests. */
export function pullOperations(state: State): Operations {
  return {
    pulls: (repo) => [...(state.pulls.get(repo) ?? [])],
    pull: (repo, number) => state.pulls.get(repo)?.find((pull) => pull.number === number),

    async openPull(repo, draft) {
      const author = asMember(state, draft.author, repo.edition);
      await requireChanges(repo, draft.source, draft.target);
      const reviewers = checkReviewers(state, repo, draft.reviewers, author);
      refuseDuplicate(state, repo, draft);
      const pulls = state.pulls.get(repo) ?? [];
      state.pulls.set(repo, pulls);
      const pull: Pull = {
        repo,
        number: pulls.length + 1,
        title: draft.title,
        description: draft.description,
        source: draft.source,
        target: draft.target,
        state: 'OPEN',
        author,
        reviewers,
        draft: draft.draft,
        version: 0,
        createdAt: state.now(),
        updatedAt: state.now(),
      };
      pulls.push(pull);
      state.changed();
      state.emit({ kind: 'pull', what: 'created', pull, actor: author });
      return pull;
    },

    async updatePull(pull, change, actor, version) {
      requireOpen(pull, version);
      if (change.target !== undefined && change.target !== pull.target)
        await requireChanges(pull.repo, pull.source, change.target);
      const next = { ...change };
      if (change.reviewers !== undefined)
        next.reviewers = checkReviewers(state, pull.repo, change.reviewers, pull.author);
      // Looked at again: reading git took a while.
      requireOpen(pull, version);
      const { title, description, target } = pull;
      const before = { title, description, target, reviewers: pull.reviewers };
      Object.assign(
        pull,
        Object.fromEntries(Object.entries(next).filter(([, value]) => value !== undefined)),
      );
      const after = {
        title: pull.title,
        description: pull.description,
        target: pull.target,
        reviewers: pull.reviewers,
      };
      if (isDeepStrictEqual(before, after)) return pull;
      touch(state, pull);
      const by = asMember(state, actor, pull.repo.edition);
      state.emit({
        kind: 'pull',
        what: 'updated',
        pull,
        actor: by,
        previous: { title, description, target },
      });
      return pull;
    },

    async declinePull(pull, actor, reason, version) {
      requireOpen(pull, version);
      const closedAt = await readTips(pull);
      requireOpen(pull, version);
      const by = asMember(state, actor, pull.repo.edition);
      Object.assign(pull, { state: 'DECLINED', closedAt, closedBy: by });
      if (reason !== undefined) pull.reason = reason;
      touch(state, pull);
      state.emit({ kind: 'pull', what: 'declined', pull, actor: by });
      return pull;
    },

    async reopenPull(pull, _actor, version) {
      if (pull.state !== 'DECLINED') throw new WorldError('not-open', 'It is not declined.', pull);
      requireVersion(pull, version);
      refuseDuplicate(state, pull.repo, pull);
      pull.state = 'OPEN';
      delete pull.closedAt;
      delete pull.closedBy;
      delete pull.reason;
      touch(state, pull);
      return pull;
    },

    mergePull: (pull, actor, version) =>
      state.inTurn(pull.repo, () => {
        requireOpen(pull, version);
        return mergePull(state, pull, asMember(state, actor, pull.repo.edition));
      }),

    async conflicts(pull) {
      const { source, target } = await readTips(pull);
      if (source === gone || target === gone) return true;
      return (await mergeTree(pull.repo.dir, target, source)) === undefined;
    },
  };
}

/** Stands for the commit of a branch that is no more. */
const gone = '0'.repeat(40);

async function readTips(pull: Pull): Promise<{ source: string; target: string }> {
  return {
    source: (await readTip(pull.repo.dir, pull.source)) ?? gone,
    target: (await readTip(pull.repo.dir, pull.target)) ?? gone,
  };
}

function touch(state: State, pull: Pull): void {
  pull.version += 1;
  pull.updatedAt = state.now();
  state.changed();
}

async function requireChanges(repo: Repo, source: string, target: string): Promise<void> {
  const [from, to] = [await readTip(repo.dir, source), await readTip(repo.dir, target)];
  if (from === undefined) throw new WorldError('no-such-branch', `branch not found: ${source}`);
  if (to === undefined) throw new WorldError('no-such-branch', `branch not found: ${target}`);
  if (from === to || (await isAncestor(repo.dir, from, to)))
    throw new WorldError('empty-pull', `${source} has nothing that ${target} lacks.`);
}

function refuseDuplicate(state: State, repo: Repo, wanted: { source: string; target: string }): void {
  const open = state.pulls
    .get(repo)
    ?.find((p) => p.state === 'OPEN' && p.source === wanted.source && p.target === wanted.target);
  if (open) throw new WorldError('duplicate-pull', 'Only one pull request may be open for a branch.', open);
}

function checkReviewers(state: State, repo: Repo, reviewers: User[], author: User): User[] {
  const members = [...new Set(reviewers.map((user) => asMember(state, user, repo.edition)))];
  for (const member of members) {
    if (member.id === author.id)
      throw new WorldError(
        'reviewer-is-author',
        `${member.displayName} is the author and cannot be included as a reviewer.`,
      );
    if (!member.active || !state.accounts.users.includes(member))
      throw new WorldError(
        'reviewer-unknown',
        `${member.displayName} is not a member of this workspace and cannot be added to this pull request`,
      );
  }
  return members;
}

function requireOpen(pull: Pull, version: number | undefined): void {
  if (pull.state !== 'OPEN') throw new WorldError('not-open', `It is ${pull.state.toLowerCase()}.`, pull);
  requireVersion(pull, version);
}

function requireVersion(pull: Pull, version: number | undefined): void {
  if (version !== undefined && version !== pull.version)
    throw new WorldError(
      'stale-version',
      `Version ${version} was named, it is at ${pull.version} by now.`,
      pull,
    );
}
