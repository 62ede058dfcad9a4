import type { Candidate, Change, Rejected } from '../../../domain/plan.ts';
import type { Project } from '../apply/project.ts';
import type { Release } from '../apply/protocol.ts';
import { type Chooser, type Move, makeChooser } from './choose.ts';
import { type Mended, mend } from './mend.ts';
import { override } from './override.ts';
import { changeOf, type Found, moveChange, type Raised, raise } from './raise.ts';
import type { Registry } from './registry.ts';
import { type Declared, declaredCarriers, type Situation } from './situation.ts';
import { whyDirect, whyLockfile, whyOverride } from './why.ts';

interface Job {
  situation: Situation;
  registry: Registry;
  project: Project;
  rootPackage: Record<string, unknown>;
}

interface Step {
  declared: Declared;
  mended: Mended;
}

/**
 * Tries the rungs from the least intrusive on. All affected copies have to go, so a candidate holds whatever each
 * declared dependency needs at most: moves in the lockfile, a raised declaration, an override. Rungs above the first
 * one that works are kept, too: the proof may refute it.
 */
export async function makeLadder(job: Job): Promise<{ candidates: Candidate[]; rejected: Rejected[] }> {
  const lowest = makeChooser(job.situation, job.registry, 'lowest');
  const newest = makeChooser(job.situation, job.registry, 'newest');
  const declared = declaredCarriers(job.situation);
  const first = await mendAll(job, lowest, declared);
  const rungs = [
    inLockfile(job, first),
    inLockfile(job, await mendAll(job, newest, declared)),
    await byRaising(job, lowest, first),
    await byOverride(job, lowest, first),
  ];
  return {
    candidates: rungs.flatMap(({ candidates }) => candidates),
    // The second look at the lockfile fails for the same reasons as the first.
    rejected: rungs.toSpliced(1, 1).flatMap(({ rejected }) => rejected),
  };
}

interface Rung {
  candidates: Candidate[];
  rejected: Rejected[];
}

async function mendAll({ situation }: Job, chooser: Chooser, declared: Declared[]): Promise<Step[]> {
  const steps: Step[] = [];
  for (const one of declared)
    steps.push({ declared: one, mended: await mend(situation, chooser, one.from, one.edge) });
  return steps;
}

function inLockfile({ project, situation }: Job, steps: Step[]): Rung {
  const stuck = steps.find(({ mended }) => 'because' in mended);
  if (stuck !== undefined && 'because' in stuck.mended)
    return { candidates: [], rejected: [{ how: 'lockfile', because: stuck.mended.because }] };
  if (project.lockfile === undefined)
    return { candidates: [], rejected: [{ how: 'lockfile', because: 'there is no lockfile' }] };
  const moves = movesOf(steps);
  if (moves.length === 0) return { candidates: [], rejected: [] };
  const changes = moves.map((move) => moveChange(project, move));
  return { candidates: [{ how: 'lockfile', changes, why: whyLockfile(situation, moves) }], rejected: [] };
}

/** Raises what stands in the way; where nothing does, everything that leads to the target, as a second choice. */
async function byRaising(job: Job, chooser: Chooser, steps: Step[]): Promise<Rung> {
  const { situation, project } = job;
  const stuck = steps.filter(({ mended }) => 'because' in mended);
  const [raisable, kept] = stuck.length > 0 ? [stuck, steps.filter((s) => !stuck.includes(s))] : [steps, []];
  const raised: Raised[] = [];
  for (const step of raisable)
    raised.push(await raise(situation, chooser, step.declared, movedTo(situation, step)));
  const rejected = stuck.length > 0 ? reasons(job, raisable, raised) : [];
  const found = raised.filter((one): one is Found => 'releases' in one);
  if (found.length === 0 || found.length < raised.length) return { candidates: [], rejected };
  const how = found.some((one) => one.how === 'parent') ? 'parent' : 'direct';
  const most = Math.max(...found.map(({ releases }) => releases.length));
  const candidates: Candidate[] = [];
  for (let i = 0; i < most; i++) {
    const chosen = found.map((one) => ({
      one,
      release: one.releases[Math.min(i, one.releases.length - 1)]!,
    }));
    const implied = await impliedBy(chooser, chosen);
    const raisedAlready = ({ name, to }: Move) =>
      chosen.some(({ one, release }) => nameOf(situation, one.declared) === name && release.version === to);
    const moves =
      project.lockfile === undefined
        ? []
        : distinct([...movesOf(kept), ...implied]).filter((move) => !raisedAlready(move));
    const changes = [
      ...chosen.map(({ one, release }) => changeOf(project, situation, one, release)),
      ...moves.map((move) => moveChange(project, move)),
    ];
    candidates.push({ how, changes: distinctChanges(changes), why: whyDirect(situation, chosen) });
  }
  return { candidates, rejected };
}

async function impliedBy(chooser: Chooser, chosen: { release: Release }[]): Promise<Move[]> {
  const moves: Move[] = [];
  for (const { release } of chosen) moves.push(...(await chooser.implied(release)));
  return moves;
}

/** The version a refresh would already give: raising to the same would prove nothing new. */
function movedTo({ graph }: Situation, { declared, mended }: Step): string | undefined {
  if ('because' in mended) return undefined;
  const { name, version } = graph.nodes[declared.edge.to]!;
  return mended.moves.find((move) => move.name === name && move.from === version)?.to;
}

function reasons({ situation }: Job, steps: Step[], raised: Raised[]): Rejected[] {
  const { target } = situation;
  const isDirect = ({ declared }: Step) => nameOf(situation, declared) === target.package;
  const rejected: Rejected[] = [];
  if (!steps.some(isDirect))
    rejected.push({
      how: 'direct',
      because: `${target.package} is not declared in a package.json here where it is affected`,
    });
  for (const [i, one] of raised.entries())
    if ('because' in one)
      rejected.push({ how: isDirect(steps[i]!) ? 'direct' : 'parent', because: one.because });
  return rejected;
}

/** Where a declared dependency is the target itself, nothing can be overridden (npm refuses that): it is raised. */
async function byOverride(job: Job, chooser: Chooser, steps: Step[]): Promise<Rung> {
  const { situation, project, rootPackage } = job;
  const [changes, moves]: [Change[], Move[]] = [[], movesOf(steps)];
  for (const { declared, mended } of steps) {
    if ('moves' in mended) continue;
    if (isTarget(situation, declared.edge.to) && !declared.edge.overridden) {
      const raised = await raise(situation, chooser, declared);
      if ('because' in raised) return refused(raised.because);
      changes.push(changeOf(project, situation, raised, raised.releases[0]!));
    } else {
      const below = await override(situation, chooser, project, rootPackage, declared);
      if ('because' in below) return refused(below.because);
      changes.push(...below.changes);
      moves.push(...below.moves);
    }
  }
  const overrides = changes.filter(({ how }) => how === 'override');
  if (project.lockfile === undefined || overrides.length === 0) return { candidates: [], rejected: [] };
  changes.push(...distinct(moves).map((move) => moveChange(project, move)));
  const why = whyOverride(situation, overrides);
  return { candidates: [{ how: 'override', changes: distinctChanges(changes), why }], rejected: [] };
}

function refused(because: string): Rung {
  return { candidates: [], rejected: [{ how: 'override', because }] };
}

function isTarget({ graph, isBad }: Situation, node: number): boolean {
  return isBad(graph.nodes[node]!.name, graph.nodes[node]!.version);
}

function nameOf({ graph }: Situation, { edge }: Declared): string {
  return graph.nodes[edge.to]!.name;
}

function movesOf(steps: Step[]): Move[] {
  return distinct(steps.flatMap(({ mended }) => ('moves' in mended ? mended.moves : [])));
}

function distinct(moves: Move[]): Move[] {
  return [...new Map(moves.map((move) => [`${move.name}@${move.from}>${move.to}`, move])).values()];
}

function distinctChanges(changes: Change[]): Change[] {
  return [...new Map(changes.map((change) => [JSON.stringify(change), change])).values()];
}
