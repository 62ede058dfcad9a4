import type { HostKind } from '../domain/connection.ts';
import { bitbucketCloud } from './bitbucket-cloud/index.ts';
import { bitbucketDatacenter } from './bitbucket-datacenter/index.ts';
import type { HostDriver } from './host.ts';

/** Every kind of host that Suture connects to. A new one is a folder and a line here. */
export const hosts: Record<HostKind, HostDriver> = {
  'bitbucket-cloud': bitbucketCloud,
  'bitbucket-datacenter': bitbucketDatacenter,
};
