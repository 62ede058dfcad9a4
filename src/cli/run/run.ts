import { Command } from 'commander';
import type { App } from '../../app.ts';
import { formatSlug, type Repository } from '../../domain/repository.ts';
import type { CliContext } from '../context.ts';
import { CommandError, exitCodes } from '../exit.ts';
import { withApp } from '../open-app.ts';
import { collectReport, formatReport } from '../report.ts';
import { workUntilIdle } from './work-until-idle.ts';

/** `suture run [REPO…]`: one pass over everything, or over some repositories, carried out here and now. */
export function runCommand(context: CliContext): Command {
  return new Command('run')
    .argument('[repo...]', 'workspace/slug or PROJECT/slug; everything otherwise')
    .description('look at repositories, fix what can be fixed, open and follow pull requests; then end')
    .option('--json', 'the state afterwards as JSON')
    .action((repos: string[], options: { json?: boolean }, command: Command) =>
      run(context, command, repos, options),
    );
}

async function run(
  context: CliContext,
  command: Command,
  repos: string[],
  options: { json?: boolean },
): Promise<void> {
  await withApp(context, async (app) => {
    const startedAt = new Date().toISOString();
    await startAll(app, context, repos);
    await workUntilIdle(app, context);
    await followAll(app, context);
    const report = await collectReport(app.store);
    const failed = await failedSince(app, startedAt);
    await context.out(
      options.json ? `${JSON.stringify({ ...report, failed }, null, 2)}\n` : formatReport(report, context),
    );
    for (const { repository, message, remedy } of failed)
      context.say(`${repository}: ${message}${remedy ? `\n  → ${remedy}` : ''}`);
    command.setOptionValue('exitCode', failed.length > 0 ? exitCodes.partial : exitCodes.clean);
  });
}

async function startAll(app: App, context: CliContext, repos: string[]): Promise<void> {
  const { startConnect, startRepository } = await import('../../engine/start.ts');
  const connections = await app.store.connections.list();
  if (connections.length === 0) {
    throw new CommandError(exitCodes.nothing, 'nothing-connected', 'Nothing is connected.', {
      remedy: 'suture connect cloud --help, suture connect datacenter --help',
    });
  }
  const named = repos.length === 0 ? [] : await findAll(app, context, repos);
  await app.store.transaction(async (tx) => {
    if (repos.length === 0) for (const { id } of connections) await startConnect(tx, id, 'person', true);
    for (const { id, connection } of named) await startRepository(tx, connection, id, 'person');
  });
}

/** Repositories by name; one that is not known yet is looked for by listing the connections first. */
async function findAll(app: App, context: CliContext, repos: string[]): Promise<Repository[]> {
  const wanted = repos.map((repo) => repo.toLowerCase());
  const find = async () =>
    (await app.store.repositories.list()).filter((one) =>
      wanted.includes(formatSlug(one.slug).toLowerCase()),
    );
  let found = await find();
  if (found.length < wanted.length) {
    const { startConnect } = await import('../../engine/start.ts');
    await app.store.transaction(async (tx) => {
      for (const { id } of await tx.connections.list()) await startConnect(tx, id, 'schedule', true);
    });
    await workUntilIdle(app, context);
    found = await find();
  }
  const missing = wanted.filter((name) => !found.some((one) => formatSlug(one.slug).toLowerCase() === name));
  if (missing.length === 0) return found;
  throw new CommandError(
    exitCodes.usage,
    'no-such-repository',
    `No connection shows ${missing.join(', ')}.`,
    {
      remedy:
        'suture repositories lists those that are known; suture connections test says what a credential sees.',
    },
  );
}

/** One look at the pull requests, so that what was merged or declined meanwhile is taken in. */
async function followAll(app: App, context: CliContext): Promise<void> {
  const { startFollow } = await import('../../engine/start.ts');
  await app.store.transaction(async (tx) => {
    for (const { id } of await tx.connections.list()) await startFollow(tx, id, 'person');
  });
  await workUntilIdle(app, context);
}

async function failedSince(app: App, startedAt: string) {
  const runs = (await app.store.runs.list({ limit: 10_000 })).filter(
    (one) => one.startedAt >= startedAt && one.error !== undefined,
  );
  const failed = [];
  for (const one of runs) {
    const repository =
      one.repository === undefined ? undefined : await app.store.repositories.get(one.repository);
    failed.push({
      repository: repository === undefined ? 'connection' : formatSlug(repository.slug),
      ...one.error!,
    });
  }
  return failed;
}
