import { Command, Option } from 'commander';
import type { CliContext } from '../context.ts';
import { asCommandError, configOf } from '../open-app.ts';
import { locate } from './locate.ts';
import type { Threshold } from './verdict.ts';

interface Options {
  json?: boolean;
  failOn: Threshold['failOn'];
  failOnFixable?: boolean;
  allowPartial?: boolean;
}

/** Days after which the advisories' age is pointed out. */
const oldAfter = 7;

/** `suture scan [PATH]`: the known vulnerabilities of a folder on this machine. */
export function scanCommand(context: CliContext): Command {
  return new Command('scan')
    .argument('[path]', 'a folder, or one lockfile', '.')
    .description('find known vulnerabilities in a folder; opens no connection, changes nothing')
    .option('--json', 'the report as JSON')
    .addOption(
      new Option('--fail-on <severity>', 'exit with 1 from this severity on')
        .choices(['critical', 'high', 'medium', 'low', 'none'])
        .default('high'),
    )
    .option('--fail-on-fixable', 'only findings with a known fixed version count for the exit code')
    .option('--allow-partial', 'do not exit with 4 when something could not be read')
    .option('--offline', 'open no connection (a scan never does)')
    .action((path: string, options: Options, command: Command) => scan(context, command, path, options));
}

async function scan(context: CliContext, command: Command, path: string, options: Options): Promise<void> {
  const target = locate(context.cwd, path);
  const [{ openAdvisories }, { ecosystems }, { scanFolder }, { makeReport }, { judgeScan }] =
    await Promise.all([
      import('../../advisories/locate.ts'),
      import('../../ecosystems/ecosystems.ts'),
      import('./scan-folder.ts'),
      import('./report.ts'),
      import('./verdict.ts'),
    ]);
  const { dataDir, advisories } = configOf(context);
  const opened = open(() =>
    openAdvisories({ dataDir, ...(advisories === undefined ? {} : { advisories }) }, new Date()),
  );
  try {
    const { index, ageDays } = opened;
    if (ageDays > oldAfter)
      context.say(`suture: the advisories are ${ageDays} days old; suture db update brings newer ones`);
    const scanned = await scanFolder(target.root, {
      ecosystems,
      advisories: index,
      signal: context.signal,
      ...target.only,
    });
    scanned.inventory.problems.push(...opened.problems.map((problem) => ({ ...problem, harmless: true })));
    const report = makeReport(scanned, index.about, ecosystems);
    await context.out(
      options.json === true
        ? `${JSON.stringify(report, null, 2)}\n`
        : (await import('./text.ts')).formatScan(report, scanned.inventory.problems, path, context),
    );
    const { code, because } = judgeScan(report, {
      failOn: options.failOn,
      onlyFixable: options.failOnFixable === true,
      allowPartial: options.allowPartial === true,
    });
    if (because !== undefined) context.say(`suture: ${because}`);
    command.setOptionValue('exitCode', code);
  } finally {
    opened.index.close();
  }
}

function open<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw asCommandError(error);
  }
}
