import { afterEach, beforeEach, expect, it } from 'vitest';
import { startServer, type TestServer } from '../../../test/fakes/git-server.ts';
import type { Git, Remote } from './git.ts';
import { makeGit } from './make-git.ts';

let server: TestServer;
let git: Git;
let remote: Remote;
let base: string;
let waits: number[];
/** Requests that are still to be broken, by their number from now on. */
let broken: number[];

beforeEach(async () => {
  server = await startServer();
  waits = [];
  broken = [];
  const wait = async (milliseconds: number) => void waits.push(milliseconds);
  git = makeGit({ env: process.env, wait });
  remote = { url: server.url, auth: { kind: 'none' } };
  base = server.commit({ 'package.json': '{}' });
  server.intercept = (request) => {
    const hit = broken.includes(0);
    broken = broken.map((number) => number - 1);
    if (hit) request.socket.destroy();
    return hit;
  };
});

afterEach(() => server.close());

it('goes on after two broken connections, each after a longer pause', async () => {
  broken = [0, 1];
  expect((await git.heads(remote)).head).toEqual({ branch: 'main', commit: base });
  expect(waits.map((wait, at) => [wait >= [250, 1000][at]!, wait <= [500, 2000][at]!])).toEqual([
    [true, true],
    [true, true],
  ]);
});

it('gives up after the third', async () => {
  broken = [0, 1, 2, 3, 4, 5];
  await expect(git.heads(remote)).rejects.toMatchObject({ code: 'unreachable', retry: true });
  expect(waits).toHaveLength(2);
});

it('does not try again what was refused', async () => {
  server.intercept = (_, response) => {
    response.writeHead(404).end();
    return true;
  };
  await expect(git.heads(remote)).rejects.toMatchObject({ code: 'not-found' });
  expect(waits).toEqual([]);
});
