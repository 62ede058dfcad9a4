import { Command } from 'commander';
import type { App } from '../../app.ts';
import type { Connection } from '../../domain/connection.ts';
import type { CliContext } from '../context.ts';
import { CommandError, exitCodes } from '../exit.ts';
import { withApp } from '../open-app.ts';
import { formatTable } from '../table.ts';
import { allPassed, formatChecks } from './checks.ts';

/** `suture connections`: what is connected, how well, and the test again. */
export function connectionsCommand(context: CliContext): Command {
  const command = new Command('connections').description('list, test and remove connections');
  command
    .command('list', { isDefault: true })
    .description('list the connections')
    .option('--json', 'as JSON')
    .action((options: { json?: boolean }) => list(context, options));
  command
    .command('test')
    .argument('[name]', 'one connection; all otherwise')
    .description(
      'test every rung of a connection: reach, TLS, login, scopes, repository read, pull request write',
    )
    .option('--json', 'as JSON')
    .action((name: string | undefined, options: { json?: boolean }, sub: Command) =>
      test(context, sub, name, options),
    );
  command
    .command('remove')
    .argument('<name>', 'the connection')
    .description('forget a connection and all that was learnt through it; nothing on Bitbucket is touched')
    .action((name: string) => remove(context, name));
  command
    .command('webhook')
    .argument('<name>', 'the connection')
    .description(
      'print address and secret for a webhook at workspace or project level (needs SUTURE_PUBLIC_URL)',
    )
    .action((name: string) => webhook(context, name));
  return command;
}

async function list(context: CliContext, options: { json?: boolean }): Promise<void> {
  await withApp(context, async ({ store }) => {
    const connections = await store.connections.list();
    if (options.json) return context.out(`${JSON.stringify({ schemaVersion: 1, connections }, null, 2)}\n`);
    if (connections.length === 0)
      return context.say('Nothing is connected. Next: suture connect cloud --help');
    const rows = connections.map((c) => [
      c.name,
      c.kind,
      c.scope.join(', '),
      c.baseUrl,
      c.health.state,
      c.health.because ?? '',
    ]);
    await context.out(
      formatTable(['NAME', 'KIND', 'SCOPE', 'URL', 'HEALTH', 'BECAUSE'], rows, context.columns),
    );
  });
}

async function test(
  context: CliContext,
  command: Command,
  name: string | undefined,
  options: { json?: boolean },
): Promise<void> {
  await withApp(context, async (app) => {
    const { hosts } = await import('../../hosts/hosts.ts');
    const connections = name === undefined ? await app.store.connections.list() : [await find(app, name)];
    const results = [];
    for (const connection of connections) {
      const credential = await app.store.connections.credential(connection.id);
      const checks = await hosts[connection.kind].open(connection, credential, app.http).check();
      results.push({ connection: connection.name, usable: allPassed(checks), checks });
      if (!options.json) await context.out(`${connection.name}\n${formatChecks(checks, context)}`);
    }
    if (options.json) await context.out(`${JSON.stringify({ schemaVersion: 1, results }, null, 2)}\n`);
    command.setOptionValue(
      'exitCode',
      results.every((result) => result.usable) ? exitCodes.clean : exitCodes.network,
    );
  });
}

async function remove(context: CliContext, name: string): Promise<void> {
  await withApp(context, async (app) => {
    await app.store.connections.remove((await find(app, name)).id);
    context.say(`Removed ${name}.`);
  });
}

async function webhook(context: CliContext, name: string): Promise<void> {
  await withApp(context, async (app) => {
    const { hookUrl } = await import('../../app.ts');
    const { publicUrl } = app.config;
    if (publicUrl === undefined) {
      throw new CommandError(exitCodes.usage, 'no-public-url', 'SUTURE_PUBLIC_URL is not set.', {
        remedy: 'Set it to the address under which Bitbucket reaches this server.',
      });
    }
    const connection = await find(app, name);
    const secret = await app.store.connections.hookSecret(connection.id);
    await context.out(
      `${JSON.stringify({ schemaVersion: 1, url: hookUrl(publicUrl, connection.id), secret })}\n`,
    );
  });
}

async function find(app: App, name: string): Promise<Connection> {
  const connection = await app.store.connections.byName(name);
  if (connection !== undefined) return connection;
  throw new CommandError(exitCodes.usage, 'no-such-connection', `There is no connection ${name}.`, {
    remedy: 'suture connections lists them.',
  });
}
