#!/usr/bin/env node
// Starts Suture on a Node that it runs on: this one if it is new enough, else the one among the dependencies.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const main = join(root, 'src', 'main.ts');
const [major, minor] = process.versions.node.split('.').map(Number);

if (!existsSync(join(root, 'node_modules', '.suture-setup'))) {
  const setup = spawnSync(process.execPath, [join(root, 'scripts', 'setup.mjs')], {
    stdio: ['ignore', 2, 2],
  });
  if (setup.status !== 0) process.exit(setup.status ?? 1);
}
if (major > 24 || (major === 24 && minor >= 15)) await import(pathToFileURL(main).href);
else runOnOwnNode();

/** The other Node is a child: it gets our signals, and its end is ours. */
function runOnOwnNode() {
  const own = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
  const child = spawn(own, [main, ...process.argv.slice(2)], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  // A terminal sends Ctrl-C to both of us; a second one would end the child before it has tidied up.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
  child.on('exit', (code, signal) => {
    process.exitCode = signal === null ? code : 1;
  });
}
