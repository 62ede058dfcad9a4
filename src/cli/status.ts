import { Command } from 'commander';
import type { CliContext } from './context.ts';
import { withApp } from './open-app.ts';
import { collectReport, formatReport } from './report.ts';

/** `suture status`: connections, open findings, pull requests, and what has no fix and why; without asking Bitbucket. */
export function statusCommand(context: CliContext): Command {
  return new Command('status')
    .description('where everything stands: connections, findings, pull requests, what has no fix and why')
    .option('--json', 'as JSON')
    .action((options: { json?: boolean }) =>
      withApp(context, async ({ store }) => {
        const report = await collectReport(store);
        await context.out(
          options.json ? `${JSON.stringify(report, null, 2)}\n` : formatReport(report, context),
        );
      }),
    );
}
