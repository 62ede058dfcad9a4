import { join } from 'node:path';
import type { Config } from '../../config.ts';
import type { AdvisoryIndex } from '../../domain/advisory.ts';
import type { Fix } from '../../domain/fix.ts';
import { type Judged, judge } from '../../domain/judge.ts';
import type { Candidate, Plan, Target } from '../../domain/plan.ts';
import type { Ecosystem, PlanTools } from '../../ecosystems/ecosystem.ts';
import type { Fixer } from '../../fixers/fixer.ts';
import type { Pool } from '../../lib/pool.ts';
import { openWorkspace } from '../../workspace/open.ts';
import type { Progress } from '../progress.ts';

/** What fixing a folder works with. */
export interface FixTools {
  ecosystems: readonly Ecosystem[];
  ecosystemOf(id: string): Ecosystem | undefined;
  fixer: Fixer;
  advisories: AdvisoryIndex;
  config: Pick<Config, 'npmRegistry' | 'registryHosts' | 'dataDir'>;
  progress: Progress;
  say(line: string): void;
  signal: AbortSignal;
}

/** Texts by path. */
export type Files = ReadonlyMap<string, string>;

/** What came of one target. */
export interface Attempted {
  target: Target;
  plan: Plan;
  /** The first candidate that was proved. */
  fix?: Omit<Fix, 'verifiedAt'>;
  refuted: { candidate: Candidate; because: string }[];
}

export interface AttemptTools extends FixTools {
  pool: Pool;
  /** Reads and matches. */
  look(files: Files): Promise<Judged>;
}

/** Plans one target and tries its candidates one after the other until one is proved; `files` stay as they are. */
export async function attempt(
  target: Target,
  id: string,
  files: Files,
  before: Judged,
  tools: AttemptTools,
): Promise<Attempted> {
  await using workspace = await openWorkspace({ files: listed(files) });
  const plan = await tools.fixer.plan(target, id, workspace, planTools(tools));
  const refuted: Attempted['refuted'] = [];
  for (const candidate of plan.candidates) {
    const tried = await prove(plan, candidate, files, before, tools);
    if ('fix' in tried) return { target, plan, fix: tried.fix, refuted };
    refuted.push({ candidate, because: tried.because });
  }
  return { target, plan, refuted };
}

/**
 * Proves a candidate again on other files, and gives what they become and what of it was needed there; `undefined`
 * when it does not hold.
 */
export async function retry(
  { plan }: Attempted,
  candidate: Candidate,
  files: Files,
  tools: AttemptTools,
): Promise<{ files: Files; candidate: Candidate } | undefined> {
  const tried = await prove(plan, candidate, files, await tools.look(files), tools);
  if (!('fix' in tried)) return undefined;
  const { changed } = tried.fix;
  const changes = candidate.changes.filter(
    ({ how, name, from, to }) =>
      how !== 'lockfile' || changed.some((one) => one.name === name && (one.from === from || one.to === to)),
  );
  return { files: tried.files, candidate: { ...candidate, changes } };
}

async function prove(
  plan: Plan,
  candidate: Candidate,
  files: Files,
  before: Judged,
  tools: AttemptTools,
): Promise<{ fix: Omit<Fix, 'verifiedAt'>; files: Files } | { because: string }> {
  await using workspace = await openWorkspace({ files: listed(files) });
  const made = await tools.fixer.fix(plan, candidate, workspace, planTools(tools));
  const changed = new Map(files);
  if (made.status === 'changed')
    for (const { path, after } of made.edits) {
      if (after === null) changed.delete(path);
      else changed.set(path, after);
    }
  const after = await tools.look(changed);
  const verdict = judge(made, candidate, plan.target, before, after, (id) => tools.ecosystemOf(id)?.versions);
  return verdict.verdict === 'verified' ? { fix: verdict.fix, files: changed } : { because: verdict.because };
}

function listed(files: Files): { path: string; text: string }[] {
  return [...files].map(([path, text]) => ({ path, text }));
}

function planTools({ config, signal, say, pool }: AttemptTools): PlanTools {
  return {
    registry: config.npmRegistry,
    allowedHosts: config.registryHosts,
    cacheDir: join(config.dataDir, 'cache'),
    pool,
    signal,
    say,
  };
}
