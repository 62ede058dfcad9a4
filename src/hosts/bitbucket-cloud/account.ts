import { HostError } from '../error.ts';
import type { Account } from '../host.ts';
import type { Client } from './client.ts';
import { user } from './schema.ts';

/** Who we are, asked once. */
export interface Identity {
  ask(): Promise<Account | undefined>;
  /** What is known without a call. */
  known(): Account | undefined;
}

/** Access tokens are bots without an account: Bitbucket answers 403 to them, and to API tokens without `read:user`. */
export function makeIdentity(client: Client): Identity {
  let known: Account | undefined;
  let asking: Promise<Account | undefined> | undefined;
  return {
    ask: () => {
      asking ??= readAccount(client).then((account) => {
        known = account;
        return account;
      });
      asking.catch(() => {
        asking = undefined;
      });
      return asking;
    },
    known: () => known,
  };
}

async function readAccount(client: Client): Promise<Account | undefined> {
  try {
    return await client.read(user, {
      method: 'GET',
      path: '/2.0/user',
      query: { fields: 'uuid,display_name' },
    });
  } catch (error) {
    if (error instanceof HostError && (error.code === 'missing-scope' || error.code === 'forbidden'))
      return undefined;
    throw error;
  }
}
