import type { Pull, User } from '../world.ts';
import { WorldError } from '../world.ts';
import { noteBranchChange } from './branches.ts';
import { commitMerge, mergeTree } from './merge.ts';
import { readTip } from './refs.ts';
import type { State } from './state.ts';

/** Merges an open pull request by a merge commit with the edition's own wording, and announces push and merge. */
export async function mergePull(state: State, pull: Pull, actor: User): Promise<Pull> {
  const { dir } = pull.repo;
  const source = await readTip(dir, pull.source);
  const target = await readTip(dir, pull.target);
  if (source === undefined || target === undefined)
    throw new WorldError('no-such-branch', 'A branch of this pull request is gone.', pull);
  const tree = await mergeTree(dir, target, source);
  if (tree === undefined)
    throw new WorldError('conflict', "You can't merge until you resolve all merge conflicts.", pull);
  const commit = await commitMerge(dir, {
    tree,
    branch: pull.target,
    target,
    source,
    message: messageOf(pull),
    author: { name: actor.displayName, email: actor.email },
    date: state.now(),
  });
  // First the pull request, or the push below would find it open and close it a second time.
  Object.assign(pull, {
    state: 'MERGED',
    version: pull.version + 1,
    updatedAt: state.now(),
    mergeCommit: commit,
    closedAt: { source, target },
    closedBy: actor,
  });
  state.changed();
  const change = { branch: pull.target, before: target, after: commit };
  await noteBranchChange(state, pull.repo, actor, change);
  state.emit({ kind: 'pull', what: 'merged', pull, actor });
  return pull;
}

function messageOf(pull: Pull): string {
  if (pull.repo.edition === 'cloud')
    return `Merged in ${pull.source} (pull request #${pull.number})\n\n${pull.title}\n`;
  const place = `${pull.repo.owner}/${pull.repo.slug}`;
  return `Pull request #${pull.number}: ${pull.title}\n\nMerge in ${place} from ${pull.source} to ${pull.target}\n`;
}
