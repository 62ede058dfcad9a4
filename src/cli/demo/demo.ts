import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { exitCodes } from '../exit.ts';
import { configOf } from '../open-app.ts';
import { describe } from '../run/work-until-idle.ts';

/** Long enough for the slowest machine; the loop takes about a minute. */
const patience = 10 * 60_000;

/** `suture demo`: the whole loop on an emulated Bitbucket Cloud and Data Center, with real git and real packages. */
export function demoCommand(context: CliContext): Command {
  return new Command('demo')
    .description(
      'see the whole loop on an emulated Bitbucket Cloud and Data Center, with real git and real packages',
    )
    .option('--once', 'run unattended, print what was found, fixed, refuted and merged, and end')
    .option('--json', 'the table as JSON')
    .action((options: { once?: boolean; json?: boolean }, command: Command) =>
      demo(context, command, options),
    );
}

async function demo(
  context: CliContext,
  command: Command,
  options: { once?: boolean; json?: boolean },
): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'suture-demo-'));
  try {
    const closed = await play(context, dir, options);
    command.setOptionValue('exitCode', closed ? exitCodes.clean : exitCodes.findings);
  } finally {
    await rm(dir, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function play(
  context: CliContext,
  dir: string,
  options: { once?: boolean; json?: boolean },
): Promise<boolean> {
  const { openStage } = await import('./stage.ts');
  const { formatOutcome, loopClosed, readOutcome } = await import('./outcome.ts');
  context.say('An emulated Bitbucket Cloud and Data Center start, with real git repositories behind them …');
  await using stage = await openStage(configOf(context), dir, context.say);
  const progress = context.progress('demo');
  const playing = new AbortController();
  const signal = AbortSignal.any([context.signal, playing.signal]);
  const working = stage.work(signal, (task) => progress.step(describe(task)));
  try {
    const began = performance.now();
    const isClosed = async () => {
      const rows = await readOutcome(stage.store);
      return stage.editions.every((edition) => loopClosed(rows.filter((row) => row.edition === edition)));
    };
    while (performance.now() - began < patience && !context.signal.aborted && !(await isClosed())) {
      for (const merged of await stage.mergeGreen()) progress.step(`a developer merges ${merged}`);
      const rows = await readOutcome(stage.store);
      progress.at(rows.filter((row) => row.settled).length, Math.max(rows.length, 1));
      await sleep(500, undefined, { signal: context.signal }).catch(() => {});
    }
    context.signal.throwIfAborted();
    progress.end(`The loop took ${Math.round((performance.now() - began) / 1000)} s.`);
    const rows = await readOutcome(stage.store);
    const json = { schemaVersion: 1, closed: await isClosed(), repositories: rows };
    await context.out(options.json ? `${JSON.stringify(json, null, 2)}\n` : formatOutcome(rows, context));
    if (!options.once) await stayUp(context, stage);
    return json.closed;
  } finally {
    playing.abort();
    await working;
    progress.end();
  }
}

/** Everything goes on: pushes are indexed, pull requests opened and, once green, merged. */
async function stayUp(
  context: CliContext,
  stage: { tour: string[]; mergeGreen(): Promise<string[]> },
): Promise<void> {
  for (const line of stage.tour) context.say(line);
  while (!context.signal.aborted) {
    for (const merged of await stage.mergeGreen()) context.say(`A developer merged ${merged}.`);
    await sleep(1000, undefined, { signal: context.signal }).catch(() => {});
  }
}
