// What `npm test` runs: the whole suite, on PGlite always and on a throw-away PostgreSQL where the machine has one.
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const postgres = startPostgres();
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const suite = spawn(process.execPath, [vitest, 'run', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, ...(postgres === undefined ? {} : { SUTURE_TEST_DATABASE_URL: postgres.url }) },
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => suite.kill(signal));
suite.on('exit', (code) => {
  postgres?.stop();
  process.exitCode = code ?? 1;
});

/** A PostgreSQL for this run alone, unless one is given or none can be started; says which. */
function startPostgres(): { url: string; stop(): void } | undefined {
  const given = process.env.SUTURE_TEST_DATABASE_URL;
  if (given !== undefined) {
    say('Testing on PGlite and on the PostgreSQL of SUTURE_TEST_DATABASE_URL.');
    return { url: given, stop() {} };
  }
  const script = join(root, 'scripts', 'postgres.sh');
  const started = spawnSync(script, ['start'], { encoding: 'utf8' });
  const url = started.stdout?.trim();
  if (started.status !== 0 || !url) {
    say(
      `Testing on PGlite alone; the tests on PostgreSQL are skipped: ${started.stderr?.trim() || 'no PostgreSQL on this machine'}`,
    );
    return undefined;
  }
  say('Testing on PGlite and on a throw-away PostgreSQL.');
  return { url, stop: () => void spawnSync(script, ['stop', url]) };
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
