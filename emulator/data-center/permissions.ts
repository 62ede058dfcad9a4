import type { Token } from '../world.ts';

/** What an operation demands: nothing, a login, or a permission in the repository. */
export type Permission = 'ANYONE' | 'LICENSED' | 'REPO_READ' | 'REPO_WRITE' | 'REPO_ADMIN';

const levels = ['READ', 'WRITE', 'ADMIN'];

/** Whether a token grants a permission: higher ones include lower ones, those of a project its repositories. */
export function holds(token: Token, permission: Permission): boolean {
  if (permission === 'ANYONE' || permission === 'LICENSED') return true;
  const needed = levels.indexOf(permission.replace('REPO_', ''));
  // An unknown one, which may come from a query, is granted to nobody.
  if (needed < 0) return false;
  return token.scopes.some((scope) => levels.indexOf(scope.replace(/^(REPO|PROJECT)_/, '')) >= needed);
}
