import type { Account } from '../host.ts';
import type { Client } from './client.ts';

/** Who we are, asked once. */
export interface Identity {
  ask(): Promise<Account | undefined>;
  /** What is known without a call. */
  known(): Account | undefined;
}

/**
 * There is no "current user" to ask: every answer to an authenticated call names it in a header, and the cheapest call
 * is the application's properties. Tokens of projects and repositories have no account.
 */
export function makeIdentity(client: Client): Identity {
  let asking: Promise<unknown> | undefined;
  const known = () => {
    const name = client.userName();
    return name === undefined ? undefined : { id: name, name };
  };
  return {
    ask: async () => {
      if (known()) return known();
      asking ??= client.request({ method: 'GET', path: '/rest/api/latest/application-properties' });
      asking.catch(() => {
        asking = undefined;
      });
      await asking;
      return known();
    },
    known,
  };
}
