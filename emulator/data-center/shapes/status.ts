import type { Status } from '../../world.ts';

/** A build of the builds API (7.4 and later). */
export function buildShape(status: Status): object {
  return {
    ...legacyBuildShape(status),
    ...(status.refname ? { ref: status.refname } : {}),
    createdDate: Number(status.createdAt),
    updatedDate: Number(status.updatedAt),
  };
}

/** A build of the older build-status API. */
export function legacyBuildShape(status: Status): object {
  return {
    state: stateOf(status),
    key: status.key,
    name: status.name,
    url: status.url,
    description: status.description,
    dateAdded: Number(status.updatedAt),
  };
}

/** How many builds of a commit are in which state. */
export function statsShape(statuses: Status[]): Record<string, number> {
  const count = (state: string) => statuses.filter((status) => stateOf(status) === state).length;
  return {
    cancelled: count('CANCELLED'),
    failed: count('FAILED'),
    inProgress: count('INPROGRESS'),
    successful: count('SUCCESSFUL'),
    unknown: count('UNKNOWN'),
  };
}

function stateOf({ state }: Status): string {
  return state === 'STOPPED' ? 'CANCELLED' : state;
}
