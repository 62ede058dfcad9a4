import type { AdvisoryIndex } from '../domain/advisory.ts';
import type { Finding } from '../domain/finding.ts';
import type { RulesOf } from '../domain/match.ts';
import type { Target } from '../domain/plan.ts';
import type { QueueReader, Store } from '../store/store.ts';

/** What the engine works with; built once by `app.ts`. It never meets customer code or the network. */
export interface Engine {
  store: Store;
  queue: QueueReader;
  /** The index that findings are judged with; a newer one may take its place while the process runs. */
  advisories(): AdvisoryIndex;
  rulesOf: RulesOf;
  /** Groups findings into things that one change can fix. */
  targetsOf(findings: Finding[]): Target[];
  now(): Date;
}
