import { Command, InvalidArgumentError, Option } from 'commander';
import type { CliContext } from './context.ts';
import { CommandError, exitCodes } from './exit.ts';

interface Options {
  cloudPort: number;
  datacenterPort: number;
  state?: string;
  seed: 'demo' | 'empty';
  profile: '9.4' | '10.3';
  json?: boolean;
}

/** `suture emulator`: Bitbucket Cloud and Data Center on this machine, until it is told to stop. */
export function emulatorCommand(context: CliContext): Command {
  return new Command('emulator')
    .description('play Bitbucket Cloud and Data Center on this machine, with real git behind them')
    .option('--cloud-port <n>', 'port of Bitbucket Cloud; 0: any', readPort, 0)
    .option('--datacenter-port <n>', 'port of Bitbucket Data Center; 0: any', readPort, 0)
    .option('--state <dir>', 'keep everything here and go on from it; absent: thrown away at the end')
    .addOption(
      new Option('--seed <kind>', 'what a new world holds').choices(['demo', 'empty']).default('demo'),
    )
    .addOption(
      new Option('--profile <version>', 'version of Data Center').choices(['9.4', '10.3']).default('9.4'),
    )
    .option('--json', 'first line on stdout: addresses, users, tokens with secrets, clone URLs, as JSON')
    .action((options: Options) => play(context, options));
}

function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new InvalidArgumentError('A port is 0 to 65535.');
  return port;
}

async function play(context: CliContext, options: Options): Promise<void> {
  const { mkdtemp, rm } = await import('node:fs/promises');
  const { tmpdir } = await import('node:os');
  const { join, resolve } = await import('node:path');
  const kept = options.state === undefined ? undefined : resolve(context.cwd, options.state);
  const stateDir = kept ?? (await mkdtemp(join(tmpdir(), 'suture-emulator-')));
  try {
    const emulator = await start(options, stateDir);
    try {
      const about = emulator.description();
      if (options.json) await context.out(`${JSON.stringify(about)}\n`);
      context.say(`Bitbucket Cloud         ${about.cloud.baseUrl}/  workspace ${about.cloud.workspace}`);
      context.say(
        `Bitbucket Data Center   ${about.dataCenter.baseUrl}/  project ${about.dataCenter.projectKey}`,
      );
      context.say(`what was asked of them  ${about.control.requests}`);
      context.say(options.json ? 'Ctrl-C stops it.' : 'Tokens come with --json. Ctrl-C stops it.');
      await aborted(context.signal);
    } finally {
      await emulator.close();
    }
  } finally {
    if (kept === undefined) await rm(stateDir, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function start(options: Options, stateDir: string) {
  const [{ startEmulator }, { cloud }, { dataCenter }] = await Promise.all([
    import('../../emulator/server.ts'),
    import('../../emulator/cloud/edition.ts'),
    import('../../emulator/data-center/edition.ts'),
  ]);
  const seed =
    options.seed === 'demo'
      ? (await import('./demo/seed.ts')).seedDemo
      : (await import('../../emulator/seed.ts')).seedEmpty;
  const { cloudPort, datacenterPort: dataCenterPort, profile } = options;
  try {
    return await startEmulator({ stateDir, cloudPort, dataCenterPort, profile, seed, cloud, dataCenter });
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE')
      throw new CommandError(exitCodes.usage, 'cannot-listen', `A port is in use: ${message}`, { cause });
    throw new CommandError(exitCodes.usage, 'cannot-start', `The emulator did not start: ${message}`, {
      cause,
    });
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
