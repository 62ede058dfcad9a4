import { isUtf8 } from 'node:buffer';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { choose } from '../../domain/choose.ts';
import { planIdOf } from '../../domain/fingerprint.ts';
import type { Judged } from '../../domain/judge.ts';
import { match } from '../../domain/match.ts';
import type { Candidate, FileEdit, Target } from '../../domain/plan.ts';
import { readInventory } from '../../ecosystems/read-inventory.ts';
import { makePool } from '../../lib/pool.ts';
import { type Scan, scanFolder } from '../scan/scan-folder.ts';
import { walk } from '../scan/walk.ts';
import { type Attempted, type AttemptTools, attempt, type Files, type FixTools, retry } from './attempt.ts';

/** What could be done for a folder. Nothing is written yet. */
export interface FixResult {
  before: Scan;
  after: Scan;
  /** Taken, in this order, each proved on what the ones before left. */
  steps: { target: Target; candidate: Candidate }[];
  refuted: { target: Target; candidate: Candidate; because: string }[];
  /** Targets that are still open. */
  left: Attempted[];
  edits: FileEdit[];
  /** Text of each changed file before. */
  original: Files;
}

/** Bytes; what is larger was a Problem of the scan. */
const largest = 50 * 1024 * 1024;
/** Attempts at the same time: each runs a process of its own. */
const atOnce = 2;

/**
 * Fixes everything below a folder, in rounds. Each round tries every open target by itself, takes the set of changes
 * that closes most findings per change, and proves each again on top of the others. It ends when a round takes nothing.
 */
export async function fixFolder(
  { root, only }: { root: string; only: { only?: string } },
  tools: FixTools,
): Promise<FixResult> {
  const before = await scanFolder(root, { ...tools, ...only });
  const original = await readAll(root, tools);
  await using pool = makePool(atOnce);
  const context = { ...tools, pool, look: (files: Files) => look(files, tools, only.only) };
  const [steps, refuted]: [FixResult['steps'], FixResult['refuted']] = [[], []];
  let files = original;
  for (;;) {
    const state = await context.look(files);
    const tried = await tryAll(targetsOf(state, tools), files, state, context);
    for (const { target, refuted: wrong } of tried)
      for (const one of wrong) if (!isKnown(refuted, target, one.candidate)) refuted.push({ target, ...one });
    const proved = tried.flatMap((one) =>
      one.fix === undefined ? [] : [{ id: one.plan.id, fix: one.fix, one }],
    );
    const taken = [];
    for (const { fix, one } of choose(proved).taken) {
      tools.progress.step(`proving ${one.target.package} together with the others`);
      const next = await retry(one, fix.candidate, files, context);
      if (next === undefined) continue;
      files = next.files;
      taken.push({ target: one.target, candidate: next.candidate });
    }
    steps.push(...taken);
    if (taken.length > 0) continue;
    tools.progress.end();
    const after = await context.look(files);
    return {
      before,
      after: {
        root,
        inventory: { ...after.inventory, problems: before.inventory.problems },
        findings: [...after.findings],
      },
      steps,
      refuted,
      left: tried,
      edits: editsBetween(original, files),
      original,
    };
  }
}

function targetsOf(state: Judged, { fixer }: FixTools): Target[] {
  return fixer.targets([...state.findings]);
}

async function tryAll(
  targets: Target[],
  files: Files,
  state: Judged,
  context: AttemptTools,
): Promise<Attempted[]> {
  const results: Attempted[] = [];
  const queue = targets.entries();
  let done = 0;
  const work = async () => {
    for (const [i, target] of queue) {
      context.signal.throwIfAborted();
      context.progress.step(`trying ${target.package} ${target.versions.join(', ')} in ${target.manifest}`);
      results[i] = await attempt(target, planIdOf('folder', target), files, state, context);
      context.progress.at(++done, targets.length);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return results;
}

async function look(
  files: Files,
  { ecosystems, ecosystemOf, advisories }: FixTools,
  only?: string,
): Promise<Judged> {
  const reader = { read: async (path: string) => files.get(path) };
  const inventory = await readInventory(ecosystems, reader, [...files.keys()]);
  const manifests = inventory.manifests.filter(({ path }) => only === undefined || path === only);
  const findings = match({ ...inventory, manifests }, advisories, ecosystemOf);
  return { inventory: { ...inventory, manifests }, findings };
}

async function readAll(root: string, { ecosystems, signal }: FixTools): Promise<Files> {
  const wanted = (path: string) => ecosystems.some((ecosystem) => ecosystem.claims(path) !== undefined);
  const files = new Map<string, string>();
  for (const path of (await walk(root, wanted, signal)).paths) {
    if ((await stat(join(root, path))).size > largest) continue;
    const bytes = await readFile(join(root, path));
    if (isUtf8(bytes)) files.set(path, bytes.toString('utf8'));
  }
  return files;
}

function isKnown(refuted: FixResult['refuted'], target: Target, candidate: Candidate): boolean {
  const key = JSON.stringify([target.manifest, target.package, candidate.changes]);
  return refuted.some(
    (one) => JSON.stringify([one.target.manifest, one.target.package, one.candidate.changes]) === key,
  );
}

function editsBetween(before: Files, after: Files): FileEdit[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .sort()
    .filter((path) => before.get(path) !== after.get(path))
    .map((path) => ({ path, after: after.get(path) ?? null }));
}
