import { Command, Option } from 'commander';
import type { CliContext } from '../context.ts';
import { CommandError, exitCodes } from '../exit.ts';
import { asCommandError, configOf } from '../open-app.ts';
import type { Threshold } from '../scan/verdict.ts';

interface Options {
  json?: boolean;
  dryRun?: boolean;
  failOn: Threshold['failOn'];
  allowPartial?: boolean;
}

const footer = `
Each vulnerable package is fixed by the least intrusive change that can be proved: a newer version inside the wanted
ranges, a raised dependency, a raised parent, a scoped override. Every change is resolved by the package manager
itself with scripts off, read again and matched again; what adds a vulnerability, lowers a version or leaves part of
the problem is refuted, and the next one is tried. Files are written once, at the end.

Exit codes of this command: 0 nothing at or over --fail-on is left · 1 such findings are left (each with its reason)
  3 nothing to scan · 4 a file could not be read whole · 5 the registry cannot be reached (nothing is written)`;

/** `suture fix [PATH]`: closes what can be closed in a folder on this machine, and says why not the rest. */
export function fixCommand(context: CliContext): Command {
  return new Command('fix')
    .argument('[path]', 'a folder, or one lockfile', '.')
    .description('fix known vulnerabilities in a folder, and say why the rest cannot be fixed')
    .option('--dry-run', 'write nothing, print the difference')
    .option('--json', 'the report as JSON')
    .addOption(
      new Option('--fail-on <severity>', 'exit with 1 when a finding of this severity or worse is left')
        .choices(['critical', 'high', 'medium', 'low', 'none'])
        .default('high'),
    )
    .option('--allow-partial', 'do not exit with 4 when something could not be read')
    .addHelpText('after', footer)
    .action((path: string, options: Options, command: Command) => fix(context, command, path, options));
}

async function fix(context: CliContext, command: Command, path: string, options: Options): Promise<void> {
  const [{ openAdvisories }, { ecosystems, ecosystemOf }, { makeFixers }, { fixFolder }, { makeFixReport }] =
    await Promise.all([
      import('../../advisories/locate.ts'),
      import('../../ecosystems/ecosystems.ts'),
      import('../../fixers/fixers.ts'),
      import('./fix-folder.ts'),
      import('./report.ts'),
    ]);
  const [{ locate }, { judgeScan }, { makeReport }] = await Promise.all([
    import('../scan/locate.ts'),
    import('../scan/verdict.ts'),
    import('../scan/report.ts'),
  ]);
  const target = locate(context.cwd, path);
  const config = configOf(context);
  const dryRun = options.dryRun === true;
  const opened = orRefuse(() =>
    openAdvisories(
      {
        dataDir: config.dataDir,
        ...(config.advisories === undefined ? {} : { advisories: config.advisories }),
      },
      new Date(),
    ),
  );
  try {
    const result = await fixFolder(target, {
      ecosystems,
      ecosystemOf,
      fixer: makeFixers(ecosystemOf)[0]!,
      advisories: opened.index,
      config,
      progress: context.progress('fix'),
      say: context.say,
      signal: context.signal,
    }).catch((error: unknown) => {
      throw isUnreachable(error) ? unreachable(error) : error;
    });
    if (!dryRun) await (await import('./write-files.ts')).writeFiles(target.root, result.edits);
    const report = makeFixReport(result, target.root, dryRun);
    await context.out(
      options.json === true
        ? `${JSON.stringify(report, null, 2)}\n`
        : (await import('./text.ts')).formatFix(report, context),
    );
    const verdict = judgeScan(makeReport(result.after, opened.index.about, ecosystems), {
      failOn: options.failOn,
      onlyFixable: false,
      allowPartial: options.allowPartial === true,
    });
    if (verdict.because !== undefined)
      context.say(
        `suture: ${verdict.code === exitCodes.findings ? `left: ${verdict.because}` : verdict.because}`,
      );
    command.setOptionValue('exitCode', verdict.code);
  } finally {
    opened.index.close();
  }
}

function orRefuse<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw asCommandError(error);
  }
}

/** A broken promise that may hold next time: the only ones that planning and applying let through are the network's. */
function isUnreachable(error: unknown): error is Error {
  return error instanceof Error && (error as { retry?: unknown }).retry === true;
}

function unreachable(error: Error): CommandError {
  return new CommandError(
    exitCodes.network,
    'registry-unreachable',
    `The registry gave no answer: ${error.message}`,
    {
      remedy:
        'Nothing was written. Check SUTURE_NPM_REGISTRY, HTTPS_PROXY and NODE_EXTRA_CA_CERTS, or try again.',
      cause: error,
    },
  );
}
