import type { Answer, Call, Route } from '../http.ts';
import { broken, failure } from './errors.ts';
import { selectFields } from './fields.ts';
import { demanded, missingScope, type Scopes } from './permissions.ts';

/** A JSON answer may name paths that Bitbucket leaves out unless `fields` asks for them. */
export interface CloudAnswer extends Answer {
  hidden?: string[];
}

/** One operation below `/2.0`. */
export interface Operation {
  method: Route['method'];
  /** Below `/2.0`. */
  pattern: string;
  needs: Scopes;
  /** `repository`: anonymous callers get 404, as for any private repository; otherwise 401. */
  anonymous?: 'repository' | 'refused';
  /** Some operations take API tokens alone; others refuse access tokens because they have no identity. */
  takes?: 'api-token' | 'identity';
  handle(call: Call): CloudAnswer | Promise<CloudAnswer>;
}

/** Makes an operation a route: checks credential and scopes, words errors, applies `fields`. */
export function route(operation: Operation): Route {
  return {
    method: operation.method,
    pattern: `/2.0${operation.pattern}`,
    async handle(call) {
      const answer = await run(operation, call);
      const accepted = demanded(call.token, operation.needs).join(', ');
      return { ...answer, headers: { 'X-Accepted-OAuth-Scopes': accepted, ...answer.headers } };
    },
  };
}

async function run(operation: Operation, call: Call): Promise<Answer> {
  const refused = refusal(operation, call);
  if (refused) return refused;
  try {
    const { hidden = [], ...answer } = await operation.handle(call);
    const { body } = answer;
    if (typeof body !== 'object' || Buffer.isBuffer(body) || answer.status >= 300) return answer;
    return { ...answer, body: selectFields(body, call.query.get('fields') ?? undefined, hidden) };
  } catch (error) {
    return broken(error);
  }
}

function refusal(operation: Operation, call: Call): Answer | undefined {
  const { token } = call;
  if (!token) {
    // Handlers of repositories answer 404 themselves, so that nobody learns which ones exist.
    return operation.anonymous === 'repository' ? undefined : invalidToken();
  }
  if (operation.takes === 'api-token' && token.kind !== 'api-token') return invalidToken();
  if (operation.takes === 'identity' && token.kind !== 'api-token') {
    return (
      missingScope(token, operation.needs) ??
      failure(403, 'This endpoint is not available to access tokens, which have no user.')
    );
  }
  return missingScope(token, operation.needs);
}

/** The 401 for a missing, unknown, expired or revoked token, and for one of a kind that the operation does not take. */
export function invalidToken(): Answer {
  return failure(401, 'Token is invalid, expired, or not supported for this endpoint.');
}
