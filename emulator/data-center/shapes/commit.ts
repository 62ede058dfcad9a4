import type { CommitRecord } from '../../rest/commits.ts';
import type { World } from '../../world.ts';
import type { Dialect } from './dialect.ts';
import { userShape } from './user.ts';

/** A commit by its id alone. */
export function commitReference(id: string): { id: string; displayId: string } {
  return { id, displayId: id.slice(0, 11) };
}

/** A commit. Author and committer are accounts where their email belongs to one. */
export function commitShape(world: World, commit: CommitRecord, dialect: Dialect): object {
  const { name, email } = commit.author;
  const user = world.users.find((each) => each.edition === 'data-center' && each.email === email);
  const person = user ? userShape(user, dialect) : { name, emailAddress: email };
  const time = dialect.commitTime(commit.date);
  return {
    ...commitReference(commit.id),
    author: person,
    authorTimestamp: time,
    committer: person,
    committerTimestamp: time,
    message: commit.message,
    parents: commit.parents.map(commitReference),
  };
}
