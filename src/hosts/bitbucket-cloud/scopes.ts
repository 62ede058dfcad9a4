import type { Credential } from '../../domain/connection.ts';

/** Scopes that the loop needs, and those that it can do without, with what is lost then. */
interface Needs {
  required: string[];
  optional: Record<string, string>;
}

const polls = 'Without it, Suture polls instead of using webhooks.';

/** By Bitbucket's own names: API tokens and access tokens have different ones. */
const needs: Partial<Record<Credential['kind'], Needs>> = {
  // Those of API tokens imply nothing: write without read cannot read.
  'api-token': {
    required: [
      'read:user:bitbucket',
      'read:repository:bitbucket',
      'write:repository:bitbucket',
      'read:pullrequest:bitbucket',
      'write:pullrequest:bitbucket',
    ],
    optional: {
      'read:workspace:bitbucket':
        'Without it, Suture cannot tell which default reviewer left the workspace, and then asks none.',
      'read:webhook:bitbucket': polls,
      'write:webhook:bitbucket': polls,
      'delete:webhook:bitbucket': 'Without it, Suture cannot remove its webhooks.',
    },
  },
  'access-token': {
    required: ['repository', 'repository:write', 'pullrequest:write'],
    optional: { webhook: polls },
  },
};

export function neededScopes(kind: Credential['kind']): Needs {
  return needs[kind] ?? { required: [], optional: {} };
}

const implied: Record<string, string[]> = {
  'pullrequest:write': ['pullrequest', 'repository:write'],
  pullrequest: ['repository'],
  'repository:write': ['repository'],
  project: ['repository'],
};

/** Those of `needed` that `granted` does not give. Classic scopes imply downwards (Atlassian's description of scopes). */
export function missingScopes(needed: readonly string[], granted: readonly string[]): string[] {
  const held = new Set(granted);
  for (const scope of held) for (const below of implied[scope] ?? []) held.add(below);
  return needed.filter((scope) => !held.has(scope));
}
