import type { User } from '../../world.ts';
import { numberOf } from '../access.ts';
import type { Dialect } from './dialect.ts';

/** An account. */
export function userShape(user: User, { baseUrl }: Dialect): object {
  return {
    name: user.name,
    emailAddress: user.email,
    active: user.active,
    displayName: user.displayName,
    id: numberOf(user.id),
    slug: slugOf(user),
    type: 'NORMAL',
    links: { self: [{ href: `${baseUrl}/users/${slugOf(user)}` }] },
  };
}

/** What paths call a user: the name in lower case, without what a path cannot hold. */
export function slugOf(user: User): string {
  return user.name.toLowerCase().replace(/[^\w.-]/g, '_');
}

/** Somebody's part in a pull request. */
export function participantShape(
  user: User,
  role: 'AUTHOR' | 'REVIEWER' | 'PARTICIPANT',
  dialect: Dialect,
): object {
  return { user: userShape(user, dialect), role, approved: false, status: 'UNAPPROVED' };
}
