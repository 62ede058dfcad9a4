import { Command } from 'commander';
import type { CliContext } from './context.ts';
import { CommandError, exitCodes } from './exit.ts';
import { withApp } from './open-app.ts';
import { describe } from './run/work-until-idle.ts';

/** `suture server`: worker, polling and webhooks in one process, until it is told to stop. */
export function serverCommand(context: CliContext): Command {
  return new Command('server')
    .description('stay up: poll the connections, take webhooks, work (what `npm start` runs)')
    .action(() => serve(context));
}

async function serve(context: CliContext): Promise<void> {
  await withApp(context, async (app) => {
    const [{ buildServer }, { hosts }, { makeLog }, { makeRedactor }, { schedule }] = await Promise.all([
      import('../server/server.ts'),
      import('../hosts/hosts.ts'),
      import('../lib/log.ts'),
      import('../lib/redact.ts'),
      import('../engine/schedule.ts'),
    ]);
    const { config, store, engine } = app;
    const log = makeLog({ level: config.logLevel, redact: makeRedactor([]) });
    const server = buildServer({
      store,
      queue: store.reader,
      driverOf: (kind) => hosts[kind],
      advisories: () => engine.advisories().about,
      log,
    });
    const address = await server
      .listen({ port: config.port, host: config.address })
      .catch((cause: NodeJS.ErrnoException) => {
        const taken = cause.code === 'EADDRINUSE';
        throw new CommandError(
          exitCodes.usage,
          'cannot-listen',
          taken
            ? `Port ${config.port} is in use.`
            : `Cannot listen on ${config.address}:${config.port}: ${cause.message}`,
          {
            remedy: 'Set SUTURE_PORT to another port.',
            cause,
          },
        );
      });
    const connections = await store.connections.list();
    context.say(`Suture is up on ${address}; data in ${config.dataDir}.`);
    context.say(
      connections.length === 0
        ? 'Nothing is connected yet. Stop this (Ctrl-C), connect a Bitbucket (suture connect cloud --help), and start again. To see the loop first: npm run demo'
        : `Watching ${connections.map((c) => c.name).join(', ')}; polled every ${config.pollSeconds} s.`,
    );
    const stopSchedule = schedule({
      store,
      pollSeconds: config.pollSeconds,
      refreshAdvisories: app.refreshAdvisories,
      onTrouble: (error) => log.error({ err: error }, 'schedule'),
    });
    try {
      await app.work({
        signal: context.signal,
        onTask: ({ task, status, failure }) =>
          failure === undefined
            ? log.info({ run: task.run }, `${status} ${describe(task)}`)
            : log.warn(
                { run: task.run, code: failure.code, because: failure.message },
                `failed ${describe(task)}`,
              ),
        onTrouble: (error) => log.error({ err: error }, 'the queue does not answer'),
      });
    } finally {
      stopSchedule();
      await server.close();
      context.say('Stopped. What was under way goes on at the next start.');
    }
  });
}
