import type { Repo, User, World } from '../world.ts';
import { WorldError } from '../world.ts';
import { commitFiles } from './commit.ts';
import { git, runGit } from './git.ts';
import { isAncestor, isBranchName, readTip, resolveCommit } from './refs.ts';
import { asMember, type State } from './state.ts';

/** A branch that was created (`before` null), moved, or removed (`after` null). */
export interface BranchChange {
  branch: string;
  before: string | null;
  after: string | null;
}

/** What the world can do with branches. */
export function branchOperations(state: State): Pick<World, 'commit' | 'addBranch' | 'removeBranch'> {
  return {
    commit: (repo, branch, files, message, actor) =>
      state.inTurn(repo, async () => {
        if (!isBranchName(branch)) throw noBranch(branch);
        const member = asMember(state, actor, repo.edition);
        const before = await readTip(repo.dir, branch);
        const after = await commitFiles(repo.dir, {
          branch,
          parent: before ?? (await readTip(repo.dir, repo.defaultBranch)),
          files,
          message,
          author: { name: member.displayName, email: member.email },
          date: state.now(),
        });
        await noteBranchChange(state, repo, member, { branch, before: before ?? null, after });
        return after;
      }),

    addBranch: (repo, name, commit, actor) =>
      state.inTurn(repo, async () => {
        const after = await resolveCommit(repo.dir, commit);
        if (after === undefined || !isBranchName(name)) throw noBranch(commit);
        if ((await readTip(repo.dir, name)) !== undefined)
          throw new WorldError('duplicate-branch', `Branch "${name}" already exists.`);
        await git(repo.dir, ['update-ref', `refs/heads/${name}`, after, '0'.repeat(40)]);
        const member = asMember(state, actor, repo.edition);
        await noteBranchChange(state, repo, member, { branch: name, before: null, after });
      }),

    removeBranch: (repo, name, actor) =>
      state.inTurn(repo, async () => {
        const before = await readTip(repo.dir, name);
        if (before === undefined) throw noBranch(name);
        const removed = await runGit(repo.dir, ['update-ref', '-d', `refs/heads/${name}`, before]);
        if (removed.code !== 0) throw noBranch(name);
        const member = asMember(state, actor, repo.edition);
        await noteBranchChange(state, repo, member, { branch: name, before, after: null });
      }),
  };
}

/**
 * Keeps the records in step with a branch that changed, by whatever way: announces the push, tells open pull requests
 * that their source moved, and closes as merged those whose commits the target now holds, as both editions do.
 */
export async function noteBranchChange(
  state: State,
  repo: Repo,
  actor: User | undefined,
  change: BranchChange,
): Promise<void> {
  repo.updatedAt = state.now();
  state.changed();
  state.emit({ kind: 'push', repo, actor, ...change });
  if (change.after === null) return;
  await adoptDefault(state, repo, change.branch);
  const by = actor ?? asMember(state, state.accounts.developer, repo.edition);
  for (const pull of state.pulls.get(repo) ?? []) {
    if (pull.state !== 'OPEN') continue;
    if (pull.source === change.branch && change.before !== null) {
      pull.version += 1;
      pull.updatedAt = state.now();
      const previous = { sourceCommit: change.before };
      state.emit({ kind: 'pull', what: 'updated', pull, actor: by, previous });
    }
    if (pull.target !== change.branch || change.before === null) continue;
    const source = await readTip(repo.dir, pull.source);
    if (source === undefined || !(await isAncestor(repo.dir, source, change.after))) continue;
    if (await isAncestor(repo.dir, source, change.before)) continue;
    Object.assign(pull, {
      state: 'MERGED',
      version: pull.version + 1,
      updatedAt: state.now(),
      mergeCommit: change.after,
      closedAt: { source, target: change.before },
      closedBy: by,
    });
    state.emit({ kind: 'pull', what: 'merged', pull, actor: by });
  }
  state.changed();
}

/** The first branch that is pushed into an empty repository becomes its default, whatever its name. */
async function adoptDefault(state: State, repo: Repo, branch: string): Promise<void> {
  if (branch === repo.defaultBranch || (await readTip(repo.dir, repo.defaultBranch)) !== undefined) return;
  await git(repo.dir, ['symbolic-ref', 'HEAD', `refs/heads/${branch}`]);
  repo.defaultBranch = branch;
  state.changed();
}

function noBranch(name: string): WorldError {
  return new WorldError('no-such-branch', `There is no branch or commit "${name}".`);
}
