import type { PullComment, World } from '../world.ts';
import { WorldError } from '../world.ts';
import { asMember, nextId, type State } from './state.ts';

type Operations = Pick<World, 'comments' | 'addComment' | 'editComment' | 'deleteComment'>;

/** What the world can do with comments on pull requests; deleted ones stay listed. */
export function commentOperations(state: State): Operations {
  const touch = (comment: PullComment) => {
    comment.version += 1;
    comment.updatedAt = state.now();
    comment.pull.updatedAt = comment.updatedAt;
    state.changed();
  };
  return {
    comments: (pull) => state.comments.filter((comment) => comment.pull === pull),

    addComment(pull, author, text) {
      const [by, now] = [asMember(state, author, pull.repo.edition), state.now()];
      const comment: PullComment = {
        id: nextId(state),
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

    editComment(comment, text, version) {
      if (comment.deleted) throw new WorldError('no-such-comment', String(comment.id));
      if (version !== undefined && version !== comment.version)
        throw new WorldError('stale-version', `The comment is at version ${comment.version}.`, comment.pull);
      comment.text = text;
      touch(comment);
      return comment;
    },

    deleteComment(comment) {
      comment.deleted = true;
      comment.text = '';
      touch(comment);
    },
  };
}
