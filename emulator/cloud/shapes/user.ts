import type { User, World } from '../../world.ts';
import { workspaceUuid } from '../access.ts';

/** An account as other objects show it: `username` is gone for people, `nickname` is not unique. */
export function userShape(user: User, baseUrl: string): object {
  const path = encodeURIComponent(user.id);
  return {
    display_name: user.displayName,
    links: {
      self: { href: `${baseUrl}/2.0/users/${path}` },
      avatar: { href: `${baseUrl}/account/${path}/avatar/32/` },
      html: { href: `${baseUrl}/${path}/` },
    },
    type: 'user',
    uuid: user.id,
    account_id: user.accountId,
    nickname: user.name,
  };
}

/** An account asked for by itself. */
export function accountShape(user: User, baseUrl: string): object {
  const path = encodeURIComponent(user.id);
  const shown = userShape(user, baseUrl) as { links: object };
  return {
    ...shown,
    links: {
      ...shown.links,
      repositories: { href: `${baseUrl}/2.0/repositories/${path}` },
      snippets: { href: `${baseUrl}/2.0/snippets/${path}` },
    },
    created_on: '2020-01-01T00:00:00.000000+00:00',
    is_staff: false,
    location: null,
    account_status: user.active ? 'active' : 'inactive',
  };
}

/** The workspace as the owner of repositories. */
export function teamShape(world: World, baseUrl: string): object {
  const uuid = workspaceUuid(world);
  return {
    username: world.workspace,
    display_name: world.workspace,
    type: 'team',
    uuid,
    links: {
      self: { href: `${baseUrl}/2.0/workspaces/${encodeURIComponent(uuid)}` },
      html: { href: `${baseUrl}/${world.workspace}/` },
      avatar: { href: `${baseUrl}/account/${world.workspace}/avatar/` },
    },
  };
}
