import type { Pull, User, World } from '../../world.ts';
import { commentShape } from './comment.ts';
import { commitReference } from './commit.ts';
import type { Dialect } from './dialect.ts';
import { userShape } from './user.ts';

/** What happened to a pull request, newest first. The only place that lists its comments; deleted ones are gone. */
export function activityShapes(world: World, pull: Pull, dialect: Dialect): object[] {
  const opened = activity(1, pull.createdAt, pull.author, 'OPENED', {}, dialect);
  const comments = world
    .comments(pull)
    .filter(({ deleted }) => !deleted)
    .map((comment) =>
      activity(
        comment.id + 1,
        comment.createdAt,
        comment.author,
        'COMMENTED',
        { commentAction: 'ADDED', comment: commentShape(comment, dialect) },
        dialect,
      ),
    );
  return [opened, ...comments, ...closing(world, pull, dialect)].reverse();
}

function closing(world: World, pull: Pull, dialect: Dialect): object[] {
  if (pull.state === 'OPEN') return [];
  const by = pull.closedBy ?? pull.author;
  const last = Math.max(0, ...world.comments(pull).map(({ id }) => id));
  const commit = pull.mergeCommit ? { commit: commitReference(pull.mergeCommit) } : {};
  return [activity(last + 2, pull.updatedAt, by, pull.state, commit, dialect)];
}

function activity(id: number, at: Date, user: User, action: string, more: object, dialect: Dialect): object {
  return { id, createdDate: dialect.time(at), user: userShape(user, dialect), action, ...more };
}
