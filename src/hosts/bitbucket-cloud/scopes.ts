import type { Credential } from '../../domain/connection.ts';

/** What each part of the work needs, by Bitbucket's own names; API tokens and access tokens have different ones. */
const needs: Record<string, { required: string[]; forHooks: string[] }> = {
  // Those of API tokens imply nothing: write without read cannot read.
  'api-token': {
    required: [
      'read:user:bitbucket',
      'read:repository:bitbucket',
      'write:repository:bitbucket',
      'read:pullrequest:bitbucket',
      'write:pullrequest:bitbucket',
    ],
    forHooks: ['read:webhook:bitbucket', 'write:webhook:bitbucket', 'delete:webhook:bitbucket'],
  },
  'access-token': {
    required: ['repository', 'repository:write', 'pullrequest:write'],
    forHooks: ['webhook'],
  },
};

/** Scopes that the loop needs, and those that webhooks need on top; polling alone does without. */
export function neededScopes(kind: Credential['kind']): { required: string[]; forHooks: string[] } {
  return needs[kind] ?? { required: [], forHooks: [] };
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
