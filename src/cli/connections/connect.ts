import { Command } from 'commander';
import type { Connection, Credential } from '../../domain/connection.ts';
import { healthOf } from '../../domain/health.ts';
import type { CliContext } from '../context.ts';
import { CommandError, exitCodes } from '../exit.ts';
import { withApp } from '../open-app.ts';
import { readSecret } from '../secret.ts';
import { allPassed, formatChecks } from './checks.ts';

interface Options {
  name?: string;
  url: string;
  tokenFile?: string;
  force?: boolean;
  json?: boolean;
}

/** `suture connect cloud|datacenter`: tests a connection and keeps it. */
export function connectCommand(context: CliContext): Command {
  const connect = new Command('connect').description(
    'connect a Bitbucket; the connection is tested before it is saved',
  );
  connect.addCommand(cloudCommand(context));
  connect.addCommand(dataCenterCommand(context));
  return connect;
}

function cloudCommand(context: CliContext): Command {
  return common(new Command('cloud'))
    .description('connect workspaces of Bitbucket Cloud')
    .option('--url <url>', 'API root', 'https://api.bitbucket.org')
    .requiredOption('--workspace <slug...>', 'workspace slugs, as in bitbucket.org/SLUG')
    .option(
      '--email <address>',
      'e-mail of the account that owns an API token (or SUTURE_EMAIL); none for an access token',
    )
    .addHelpText('after', tokenHelp)
    .action(async (options: Options & { workspace: string[]; email?: string }, command: Command) => {
      const secret = await readSecret(context, options.tokenFile);
      const email = options.email ?? context.env.SUTURE_EMAIL;
      const credential: Credential =
        email === undefined ? { kind: 'access-token', secret } : { kind: 'api-token', email, secret };
      await keep(context, command, options, 'bitbucket-cloud', options.workspace, credential);
    });
}

function dataCenterCommand(context: CliContext): Command {
  return common(new Command('datacenter'))
    .description('connect projects of a Bitbucket Data Center')
    .requiredOption('--url <url>', 'server URL with its context path')
    .requiredOption('--project <key...>', 'project keys, ~user for a personal project')
    .addHelpText('after', tokenHelp)
    .action(async (options: Options & { project: string[] }, command: Command) => {
      const secret = await readSecret(context, options.tokenFile);
      await keep(context, command, options, 'bitbucket-datacenter', options.project, {
        kind: 'http-access-token',
        secret,
      });
    });
}

const tokenHelp = `
The token comes from SUTURE_TOKEN or --token-file, never from an option.
Cloud: an API token with scopes (with --email), or a workspace, project or repository access token.
Data Center: an HTTP access token with repository write.`;

function common(command: Command): Command {
  return command
    .option('--name <name>', 'what to call it; the first workspace or project otherwise')
    .option('--token-file <file>', 'file with the token; - reads standard input')
    .option('--force', 'save it even where the test fails')
    .option('--json', 'the checks as JSON');
}

async function keep(
  context: CliContext,
  command: Command,
  options: Options,
  kind: Connection['kind'],
  scope: string[],
  credential: Credential,
): Promise<void> {
  if (!URL.canParse(options.url))
    throw new CommandError(exitCodes.usage, 'bad-url', `${options.url} is no URL.`);
  const connection: Omit<Connection, 'id'> = {
    kind,
    name: options.name ?? scope[0]!,
    baseUrl: options.url.replace(/\/+$/, ''),
    scope,
    health: { state: 'new' },
  };
  await withApp(context, async ({ store, http }) => {
    const { hosts } = await import('../../hosts/hosts.ts');
    context.say(`Testing ${connection.name} …`);
    const checks = await hosts[kind].open({ ...connection, id: 'new' }, credential, http).check();
    const passed = allPassed(checks);
    const saved = passed || options.force === true;
    const health = healthOf(checks, new Date());
    if (saved) {
      const kept = await store.connections.put(connection, credential);
      await store.connections.setHealth(kept.id, health);
    }
    const report = {
      schemaVersion: 1,
      connection: { ...connection, health },
      saved,
      checks,
    };
    await context.out(options.json ? `${JSON.stringify(report, null, 2)}\n` : formatChecks(checks, context));
    if (saved) context.say(`Saved as ${connection.name}. Next: suture run`);
    else context.say('Not saved: put right what failed, or use --force.');
    command.setOptionValue('exitCode', passed ? exitCodes.clean : exitCodes.network);
  });
}
