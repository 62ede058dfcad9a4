import { Command } from 'commander';
import { formatSlug } from '../domain/repository.ts';
import type { CliContext } from './context.ts';
import { withApp } from './open-app.ts';
import { formatTable } from './table.ts';

/** `suture repositories`: what is known of each repository, without asking Bitbucket. */
export function repositoriesCommand(context: CliContext): Command {
  return new Command('repositories')
    .description('list the repositories that the connections have shown')
    .option('--connection <name>', 'only those of one connection')
    .option('--json', 'as JSON')
    .action((options: { connection?: string; json?: boolean }) => list(context, options));
}

async function list(context: CliContext, options: { connection?: string; json?: boolean }): Promise<void> {
  await withApp(context, async ({ store }) => {
    const connections = new Map(
      (await store.connections.list()).map((connection) => [connection.id, connection]),
    );
    const counts = new Map((await store.findings.counts()).map((count) => [count.repository, count]));
    const repositories = (await store.repositories.list())
      .map((repository) => ({
        connection: connections.get(repository.connection)!.name,
        repository: formatSlug(repository.slug),
        defaultBranch: repository.defaultBranch ?? null,
        state: repository.state,
        indexed: repository.indexed ?? null,
        open: counts.get(repository.id)?.open ?? 0,
        closed: counts.get(repository.id)?.closed ?? 0,
      }))
      .filter((row) => options.connection === undefined || row.connection === options.connection);
    if (options.json) return context.out(`${JSON.stringify({ schemaVersion: 1, repositories }, null, 2)}\n`);
    if (repositories.length === 0) return context.say('No repository is known yet. Next: suture run');
    const rows = repositories.map((row) => [
      row.connection,
      row.repository,
      row.defaultBranch ?? '–',
      row.state,
      row.indexed === null ? 'never' : row.indexed.slice(0, 12),
      String(row.open),
      String(row.closed),
    ]);
    const head = ['CONNECTION', 'REPOSITORY', 'BRANCH', 'STATE', 'INDEXED', 'OPEN', 'CLOSED'];
    await context.out(formatTable(head, rows, context.columns));
  });
}
