import type { World } from '../../world.ts';
import { uuidOf, workspaceUuid } from '../access.ts';

/** A workspace inside other objects. */
export function workspaceShape(world: World, baseUrl: string): object {
  return {
    type: 'workspace',
    uuid: workspaceUuid(world),
    name: world.workspace,
    slug: world.workspace,
    links: {
      self: { href: `${baseUrl}/2.0/workspaces/${world.workspace}` },
      html: { href: `${baseUrl}/${world.workspace}/` },
      avatar: { href: `${baseUrl}/workspaces/${world.workspace}/avatar/` },
    },
  };
}

/** A workspace asked for by itself. */
export function fullWorkspaceShape(world: World, baseUrl: string): object {
  const shown = workspaceShape(world, baseUrl) as { links: object };
  const api = `${baseUrl}/2.0`;
  return {
    ...shown,
    is_private: true,
    created_on: '2020-01-01T00:00:00.000000+00:00',
    links: {
      ...shown.links,
      members: { href: `${api}/workspaces/${world.workspace}/members` },
      projects: { href: `${api}/workspaces/${world.workspace}/projects` },
      repositories: { href: `${api}/repositories/${world.workspace}` },
      snippets: { href: `${api}/snippets/${world.workspace}` },
      owners: { href: `${api}/workspaces/${world.workspace}/members?q=permission%3D%22owner%22` },
    },
  };
}

/** One entry of `/user/workspaces`, which replaced the cross-workspace lists: a workspace without its name. */
export function workspaceAccessShape(world: World, baseUrl: string): object {
  return {
    type: 'workspace_access',
    administrator: false,
    workspace: {
      type: 'workspace_base',
      slug: world.workspace,
      uuid: workspaceUuid(world),
      links: { self: { href: `${baseUrl}/2.0/workspaces/${world.workspace}` } },
    },
  };
}

/** The one project that holds a workspace's repositories. */
export function projectShape(world: World, baseUrl: string): object {
  const key = world.projectKey;
  return {
    type: 'project',
    key,
    uuid: uuidOf(`project ${world.workspace} ${key}`),
    name: key,
    links: {
      self: { href: `${baseUrl}/2.0/workspaces/${world.workspace}/projects/${key}` },
      html: { href: `${baseUrl}/${world.workspace}/workspace/projects/${key}` },
      avatar: { href: `${baseUrl}/${world.workspace}/workspace/projects/${key}/avatar/32` },
    },
  };
}
