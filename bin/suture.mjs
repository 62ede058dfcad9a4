#!/usr/bin/env node
// Starts Suture on a Node that it runs on: this one if it is new enough, else the one among the dependencies.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const main = join(root, 'src', 'main.ts');
const [major, minor] = process.versions.node.split('.').map(Number);
const ready = existsSync(join(root, 'node_modules', '.suture-setup'));

if (!ready) {
  const setup = spawnSync(process.execPath, [join(root, 'scripts', 'setup.mjs')], {
    stdio: ['ignore', 2, 2],
  });
  if (setup.status !== 0) process.exit(setup.status ?? 1);
}
if (major > 24 || (major === 24 && minor >= 15)) {
  await import(main);
} else {
  const own = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
  const { status, signal } = spawnSync(own, [main, ...process.argv.slice(2)], { stdio: 'inherit' });
  if (signal) process.kill(process.pid, signal);
  process.exitCode = status ?? 1;
}
