import type { AdvisoryIndexAbout } from '../domain/advisory.ts';
import type { HostDriver } from '../hosts/host.ts';
import type { Log } from '../lib/log.ts';
import type { QueueReader, Store } from '../store/store.ts';

/** What the server is built from. */
export interface ServerParts {
  store: Store;
  queue: Pick<QueueReader, 'depth'>;
  driverOf(kind: HostDriver['kind']): HostDriver;
  advisories(): AdvisoryIndexAbout;
  log: Log;
}
