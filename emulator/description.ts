import type { Edition, World } from './world.ts';

/** How to reach the emulator, in full: the first line of `suture emulator --json`. Holds secrets. */
export interface Description {
  schemaVersion: 1;
  cloud: { baseUrl: string; workspace: string };
  dataCenter: { baseUrl: string; projectKey: string };
  users: {
    edition: Edition;
    id: string;
    name: string;
    displayName: string;
    email: string;
    active: boolean;
  }[];
  tokens: {
    edition: Edition;
    name: string;
    kind: string;
    secret: string;
    user?: string;
    email?: string;
    scopes: string[];
    limitedTo?: string;
    expired?: boolean;
  }[];
  cloneUrls: { edition: Edition; owner: string; slug: string; url: string }[];
  control: { requests: string; faults: string };
}

/** Describes a running emulator. Access tokens of workspaces, projects and repositories have no user to log in as. */
export function describe(world: World, urls: Record<Edition, string>): Description {
  return {
    schemaVersion: 1,
    cloud: { baseUrl: urls.cloud, workspace: world.workspace },
    dataCenter: { baseUrl: urls['data-center'], projectKey: world.projectKey },
    users: world.users.map(({ edition, id, name, displayName, email, active }) => ({
      edition,
      id,
      name,
      displayName,
      email,
      active,
    })),
    tokens: world.tokens.map(({ edition, name, kind, secret, user, scopes, limitedTo, expired }) => ({
      edition,
      name,
      kind,
      secret,
      ...(user && world.users.includes(user) && { user: user.name, email: user.email }),
      scopes,
      ...(limitedTo !== undefined && { limitedTo }),
      ...(expired !== undefined && { expired }),
    })),
    cloneUrls: [...world.repositories('cloud'), ...world.repositories('data-center')].map(
      ({ edition, owner, slug }) => ({
        edition,
        owner,
        slug,
        url:
          edition === 'cloud'
            ? `${urls.cloud}/${owner}/${slug}.git`
            : `${urls['data-center']}/scm/${owner.toLowerCase()}/${slug}.git`,
      }),
    ),
    control: { requests: `${urls.cloud}/_emulator/requests`, faults: `${urls.cloud}/_emulator/faults` },
  };
}
