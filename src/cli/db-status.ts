import { statSync } from 'node:fs';
import { Command } from 'commander';
import type { OpenAdvisories } from '../advisories/locate.ts';
import type { CliContext } from './context.ts';
import { asCommandError, configOf } from './open-app.ts';
import { formatTable } from './table.ts';

interface Options {
  verify?: boolean;
  json?: boolean;
}

/** `suture db status`: which advisory index is in use, how old it is, what it holds. */
export function dbStatusCommand(context: CliContext): Command {
  return new Command('status')
    .description('show which advisories are in use, how old they are and where they come from')
    .option('--verify', 'read the whole index and compare it with its checksum')
    .option('--json', 'as JSON')
    .action((options: Options) => status(context, options));
}

async function status(context: CliContext, options: Options): Promise<void> {
  const config = configOf(context);
  const [{ openAdvisories }, { verifyIndex }] = await Promise.all([
    import('../advisories/locate.ts'),
    import('../advisories/index-file/verify.ts'),
  ]);
  try {
    const opened = openAdvisories(config, new Date());
    opened.index.close();
    for (const { message, remedy } of opened.problems) context.say(`suture: ${message}\n        ${remedy}`);
    if (options.verify) verifyIndex(opened.index.path);
    const verified = options.verify === true;
    await context.out(
      options.json
        ? `${JSON.stringify(toJson(opened, verified), null, 2)}\n`
        : text(context, opened, verified),
    );
  } catch (error) {
    throw asCommandError(error);
  }
}

function toJson({ index, from, ageDays, problems }: OpenAdvisories, verified: boolean): object {
  const { path, about } = index;
  return { schemaVersion: 1, path, from, ageDays, bytes: statSync(path).size, verified, ...about, problems };
}

const origins = {
  configured: 'named by the configuration',
  updated: 'made by suture db update',
  packaged: 'came with Suture; suture db update brings newer ones',
};

function text(context: CliContext, { index, from, ageDays }: OpenAdvisories, verified: boolean): string {
  const { path, about } = index;
  const rows = about.ecosystems.map((e) => [e.ecosystem, String(e.packages), String(e.advisories)]);
  const lines = [
    `${path} (${origins[from]})${verified ? ', whole and undamaged' : ''}`,
    `built ${about.builtAt.slice(0, 10)}, ${ageDays} days ago; newest advisory ${about.newest.slice(0, 10)}`,
    ...about.sources.map((source) => `from ${source}`),
  ];
  return `${lines.join('\n')}\n\n${formatTable(['ECOSYSTEM', 'PACKAGES', 'ADVISORIES'], rows, context.columns)}`;
}
