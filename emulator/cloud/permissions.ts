import type { Answer } from '../http.ts';
import type { Token } from '../world.ts';
import { failure } from './errors.ts';

/** What an operation demands: `classic` of OAuth and access tokens, `granular` of API tokens (Atlassian's description). */
export interface Scopes {
  classic: string[];
  granular: string[];
}

/** The scopes of the operations, by what they touch. */
export const scopes = {
  none: { classic: [], granular: [] },
  user: { classic: ['account'], granular: ['read:user:bitbucket'] },
  workspace: { classic: [], granular: ['read:workspace:bitbucket'] },
  members: { classic: ['account'], granular: ['read:workspace:bitbucket'] },
  repositoryRead: { classic: ['repository'], granular: ['read:repository:bitbucket'] },
  repositoryChange: {
    classic: ['repository:write'],
    granular: ['read:repository:bitbucket', 'write:repository:bitbucket'],
  },
  repositoryDelete: { classic: ['repository:write'], granular: ['write:repository:bitbucket'] },
  pullRead: { classic: ['pullrequest'], granular: ['read:pullrequest:bitbucket'] },
  pullChange: {
    classic: ['pullrequest:write'],
    granular: ['read:pullrequest:bitbucket', 'write:pullrequest:bitbucket'],
  },
  hookRead: { classic: ['webhook'], granular: ['read:webhook:bitbucket'] },
  hookChange: { classic: ['webhook'], granular: ['read:webhook:bitbucket', 'write:webhook:bitbucket'] },
  hookDelete: { classic: ['webhook'], granular: ['delete:webhook:bitbucket'] },
} satisfies Record<string, Scopes>;

/** The demand in the vocabulary of this token's kind. */
export function demanded(token: Token | undefined, needed: Scopes): string[] {
  return token?.kind === 'api-token' ? needed.granular : needed.classic;
}

/** The 403 for a token that lacks a scope, or undefined where it has all. */
export function missingScope(token: Token, needed: Scopes): Answer | undefined {
  const required = demanded(token, needed);
  if (required.every((scope) => holds(token, scope))) return undefined;
  return failure(403, 'Your credentials lack one or more required privilege scopes.', {
    detail: { required, granted: token.scopes },
  });
}

/** Whether a token grants a scope: classic ones imply downwards, those of API tokens imply nothing. */
export function holds(token: Token, scope: string): boolean {
  if (token.kind === 'api-token') return token.scopes.includes(scope);
  return token.scopes.some((granted) => granted === scope || implied(granted).has(scope));
}

const implications: Record<string, string[]> = {
  'pullrequest:write': ['pullrequest', 'repository:write'],
  pullrequest: ['repository'],
  'repository:write': ['repository'],
  project: ['repository'],
  'account:write': ['account'],
  'pipeline:write': ['pipeline'],
};

function implied(scope: string, found = new Set<string>()): Set<string> {
  for (const next of implications[scope] ?? []) {
    found.add(next);
    implied(next, found);
  }
  return found;
}
