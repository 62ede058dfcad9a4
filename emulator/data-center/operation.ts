import type { Answer, Call, Route } from '../http.ts';
import { authenticationRequired, broken, notPermitted } from './errors.ts';
import { holds, type Permission } from './permissions.ts';

/** One operation of one of the services. */
export interface Operation {
  method: Route['method'];
  /** Below `/rest/{service}/{version}`. */
  pattern: string;
  /** `api` unless told otherwise; each is served under `1.0` and `latest`. */
  service?: 'api' | 'build-status' | 'default-reviewers' | 'branch-utils';
  needs: Permission;
  handle(call: Call): Answer | Promise<Answer>;
}

/** Makes an operation routes, one for each version of its service: checks login, permission and forgery, words errors. */
export function routes(operation: Operation): Route[] {
  return ['latest', '1.0'].map((version) => ({
    method: operation.method,
    pattern: `/rest/${operation.service ?? 'api'}/${version}${operation.pattern}`,
    handle: (call) => run(operation, call),
  }));
}

async function run(operation: Operation, call: Call): Promise<Answer> {
  if (isForgeable(call)) {
    return { status: 403, headers: { 'content-type': 'text/plain' }, body: 'XSRF check failed' };
  }
  if (operation.needs !== 'ANYONE') {
    if (!call.token) return authenticationRequired();
    if (!holds(call.token, operation.needs)) return notPermitted();
  }
  try {
    return await operation.handle(call);
  } catch (error) {
    return broken(error);
  }
}

const formTypes = ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain'];

/** Whether a browser's form could have sent this; `X-Atlassian-Token: no-check` vouches that none did. */
function isForgeable(call: Call): boolean {
  if (call.method === 'GET') return false;
  if (/^no-?check$/i.test(call.headers['x-atlassian-token'] ?? '')) return false;
  const type = call.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (!type) return call.method === 'POST';
  return formTypes.includes(type);
}
