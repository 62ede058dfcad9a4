import { randomUUID } from 'node:crypto';
import type { Hook, PullComment, Status, World } from '../world.ts';
import { WorldError } from '../world.ts';
import { asMember, nextId, type State } from './state.ts';

type Operations = Pick<
  World,
  | 'comments'
  | 'addComment'
  | 'editComment'
  | 'deleteComment'
  | 'statuses'
  | 'putStatus'
  | 'hooks'
  | 'addHook'
  | 'updateHook'
  | 'removeHook'
>;

/** What the world keeps beside git: comments, build statuses, webhooks. */
export function talkOperations(state: State): Operations {
  return { ...commentOperations(state), ...statusOperations(state), ...hookOperations(state) };
}

function commentOperations(state: State) {
  return {
    comments: (pull: PullComment['pull']) => state.comments.filter((comment) => comment.pull === pull),

    addComment(pull: PullComment['pull'], author: PullComment['author'], text: string) {
      const [id, by, now] = [nextId(state), asMember(state, author, pull.repo.edition), state.now()];
      const comment: PullComment = {
        id,
        pull,
        author: by,
        text,
        version: 0,
        deleted: false,
        createdAt: now,
        updatedAt: now,
      };
      state.comments.push(comment);
      pull.updatedAt = now;
      state.changed();
      state.emit({ kind: 'pull', what: 'commented', pull, actor: by, comment });
      return comment;
    },

    editComment(comment: PullComment, text: string, version?: number) {
      if (comment.deleted) throw new WorldError('no-such-comment', String(comment.id));
      if (version !== undefined && version !== comment.version)
        throw new WorldError('stale-version', `The comment is at version ${comment.version}.`, comment.pull);
      comment.text = text;
      touch(comment);
      return comment;
    },

    deleteComment(comment: PullComment) {
      comment.deleted = true;
      comment.text = '';
      touch(comment);
    },
  };

  function touch(comment: PullComment): void {
    comment.version += 1;
    comment.updatedAt = state.now();
    comment.pull.updatedAt = comment.updatedAt;
    state.changed();
  }
}

function statusOperations(state: State) {
  return {
    statuses: (repo: Status['repo'], commit: string) =>
      (state.statuses.get(repo) ?? []).filter((status) => status.commit === commit),

    putStatus(given: Omit<Status, 'createdAt' | 'updatedAt'>): Status {
      const all = state.statuses.get(given.repo) ?? [];
      state.statuses.set(given.repo, all);
      const known = all.find((status) => status.commit === given.commit && status.key === given.key);
      const now = state.now();
      const status = known
        ? Object.assign(known, given, { updatedAt: now })
        : { ...given, createdAt: now, updatedAt: now };
      if (!known) all.push(status);
      state.changed();
      state.emit({ kind: 'status', what: known ? 'updated' : 'created', status });
      return status;
    },
  };
}

function hookOperations(state: State) {
  return {
    hooks: (repo?: Hook['repo']) => state.hooks.filter((hook) => hook.repo === repo),

    addHook(given: Omit<Hook, 'id'>): Hook {
      const id = given.edition === 'cloud' ? `{${randomUUID()}}` : String(nextId(state));
      const hook = { ...given, id };
      state.hooks.push(hook);
      state.changed();
      return hook;
    },

    updateHook(hook: Hook, change: Partial<Omit<Hook, 'id' | 'repo' | 'edition'>>): Hook {
      Object.assign(hook, change);
      state.changed();
      return hook;
    },

    removeHook(hook: Hook): void {
      state.hooks = state.hooks.filter((other) => other !== hook);
      state.changed();
    },
  };
}
