import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeAccounts } from '../accounts.ts';
import type { Edition, Pull, Repo, WorldEvent } from '../world.ts';
import { mergeInWorkTree, mergeTree } from './merge.ts';
import { type OpenWorld, openWorld } from './open.ts';

let stateDir: string;
let world: OpenWorld;
let events: WorldEvent[];
const open = () =>
  openWorld({ stateDir, accounts: makeAccounts, now: () => new Date('2026-11-01T10:00:00Z') });

beforeEach(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'suture-world-'));
  world = await open();
  events = [];
  world.on((event) => events.push(event));
});
afterEach(async () => {
  await world.flush();
  await rm(stateDir, { recursive: true, force: true });
});

const files = { 'package.json': '{"a":1}\n', 'src/index.js': 'one\ntwo\nthree\n' };
const addPay = (edition: Edition = 'cloud', given: Record<string, string> | undefined = files) =>
  world.addRepository({
    edition,
    owner: edition === 'cloud' ? 'acme' : 'ACME',
    slug: 'pay',
    ...(given && { files: given }),
  });
const text = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString();

async function openPull(repo: Repo, branch = 'fix', changed = 'src/index.js', content = 'one\n2\nthree\n') {
  await world.commit(repo, branch, { [changed]: content }, `Change ${changed}`, world.developer);
  const reviewers = world.users.filter((user) => user.name === 'rui');
  const draft = { title: 'Fix', description: 'd', source: branch, target: 'main', reviewers, draft: false };
  return world.openPull(repo, { ...draft, author: world.developer });
}
const rejects = (work: Promise<unknown>, code: string) => expect(work).rejects.toMatchObject({ code });
const kinds = () =>
  events.map((event) => (event.kind === 'push' ? `push ${event.branch}` : `${event.kind} ${event.what}`));

describe('repositories', () => {
  test('start with one commit, and equal ones apart from each other', async () => {
    const one = await addPay();
    const two = await world.addRepository({ edition: 'cloud', owner: 'acme', slug: 'two', files });
    await world.commit(one, 'main', { 'package.json': '{}' }, 'Only here', world.developer);
    expect(text(await world.file(two, 'main', 'package.json'))).toBe(files['package.json']);
    expect(text(await world.file(one, 'main', 'package.json'))).toBe('{}');
    expect(await world.commits(two, 'main', 10)).toHaveLength(1);
    expect(await world.branches(two)).toEqual([{ name: 'main', commit: await world.tip(two, 'main') }]);
    // A copy of a later one starts from the files as well, not from what was committed meanwhile.
    const three = await world.addRepository({ edition: 'cloud', owner: 'acme', slug: 'three', files });
    expect(text(await world.file(three, 'main', 'package.json'))).toBe(files['package.json']);
  });

  test('are found in any case, by id and by the slug they had', async () => {
    const repo = await addPay();
    world.renameRepository(repo, 'Payments');
    for (const slug of ['payments', 'PAYMENTS', 'pay', repo.id])
      expect(world.repository('cloud', 'ACME', slug)).toBe(repo);
    expect(world.repository('data-center', 'acme', 'pay')).toBeUndefined();
    const next = await addPay();
    expect(world.repository('cloud', 'acme', 'pay')).toBe(next);
  });

  test('go with everything that hangs on them', async () => {
    const repo = await addPay();
    const pull = await openPull(repo);
    world.addComment(pull, world.developer, 'c');
    await world.removeRepository(repo);
    expect([world.repositories('cloud'), world.pulls(repo), world.comments(pull)]).toEqual([[], [], []]);
    await expect(readFile(join(repo.dir, 'HEAD'))).rejects.toThrow();
  });

  test('refuse a slug twice, and one that is a path', async () => {
    await addPay();
    await expect(addPay()).rejects.toThrow('exists already');
    for (const slug of ['../x', 'a/b', '', '-x', '.git'])
      await expect(world.addRepository({ edition: 'cloud', owner: 'acme', slug })).rejects.toThrow('slug');
  });

  test('take the first branch that comes as their default', async () => {
    const repo = await addPay('cloud', {});
    expect(await world.tip(repo, 'main')).toBeUndefined();
    await world.commit(repo, 'trunk', { a: 'b' }, 'First', world.developer);
    expect(repo.defaultBranch).toBe('trunk');
    expect(await readFile(join(repo.dir, 'HEAD'), 'utf8')).toBe('ref: refs/heads/trunk\n');
  });
});

describe('content', () => {
  test('reads files, directories, commits and differences', async () => {
    const repo = await addPay();
    const first = (await world.tip(repo, 'main'))!;
    const odd = 'dir/ä "quoted"\\ name.txt';
    const change = { [odd]: 'x', 'src/index.js': 'one\n2\nthree\n', 'package.json': null };
    const second = await world.commit(repo, 'main', change, 'Subject\n\nBody', world.developer);
    expect(text(await world.file(repo, second, odd))).toBe('x');
    expect(await world.file(repo, second, 'package.json')).toBeUndefined();
    expect((await world.tree(repo, second, '')).map(({ path, type }) => `${type} ${path}`)).toEqual([
      'directory dir',
      'directory src',
    ]);
    expect(await world.tree(repo, second, 'src/')).toMatchObject([{ path: 'src/index.js', size: 12 }]);
    expect(await world.commits(repo, 'main', 5)).toMatchObject([
      { id: second, parents: [first], message: 'Subject\n\nBody', author: { name: 'Dana Lang' } },
      { id: first, parents: [] },
    ]);
    expect(await world.commits(repo, 'main', 5, { exclude: [first] })).toHaveLength(1);
    expect(await world.commits(repo, 'main', 5, { path: 'package.json', skip: 1 })).toMatchObject([
      { id: first },
    ]);
    expect(await world.diffstat(repo, first, second)).toEqual([
      { path: odd, status: 'added', added: 1, removed: 0 },
      { path: 'package.json', status: 'removed', added: 0, removed: 1 },
      { path: 'src/index.js', status: 'modified', added: 1, removed: 1 },
    ]);
    expect(await world.diff(repo, first, second)).toContain('-two\n+2\n');
    expect(await world.mergeBase(repo, first, second)).toBe(first);
  });

  test('answers with nothing where there is nothing, and never hands git an option', async () => {
    const repo = await addPay();
    for (const rev of [
      'nope',
      '--all',
      '-n1',
      '',
      'a..b',
      'x\0y',
      '@{-1}',
      'main:src',
      '../../HEAD',
      '/etc',
    ]) {
      expect(await world.tip(repo, rev)).toBeUndefined();
      expect(await world.commits(repo, rev, 5)).toEqual([]);
      expect(await world.file(repo, rev, 'package.json')).toBeUndefined();
      expect(await world.tree(repo, rev, '')).toEqual([]);
      expect(await world.diff(repo, rev, 'main')).toBe('');
      expect(await world.diffstat(repo, 'main', rev)).toEqual([]);
      expect(await world.mergeBase(repo, 'main', rev)).toBeUndefined();
      await rejects(world.removeBranch(repo, rev, world.developer), 'no-such-branch');
    }
    for (const path of ['', 'src', '../x', '/etc/passwd', 'a\0b', '-x'])
      expect(await world.file(repo, 'main', path)).toBeUndefined();
    for (const path of ['../x', '/x', 'a//b', 'a/.git/config', '', 'a\0b'])
      await expect(world.commit(repo, 'main', { [path]: '' }, 'm', world.developer)).rejects.toThrow(
        'no path',
      );
    expect(await world.commits(repo, 'main', 5)).toHaveLength(1);
  });

  test('branches come and go', async () => {
    const repo = await addPay();
    const tip = (await world.tip(repo, 'main'))!;
    await world.addBranch(repo, 'feature/a', tip.slice(0, 12), world.developer);
    expect(await world.tip(repo, 'feature/a')).toBe(tip);
    await rejects(world.addBranch(repo, 'feature/a', tip, world.developer), 'duplicate-branch');
    await rejects(world.addBranch(repo, 'b', '0'.repeat(40), world.developer), 'no-such-branch');
    await world.removeBranch(repo, 'feature/a', world.developer);
    expect(await world.tip(repo, 'feature/a')).toBeUndefined();
    expect(kinds()).toEqual(['push feature/a', 'push feature/a']);
  });
});

describe('pull requests', () => {
  test('open, refuse doubles, and say why not', async () => {
    const repo = await addPay('data-center');
    const pull = await openPull(repo);
    expect(pull).toMatchObject({ number: 1, state: 'OPEN', version: 0, author: { name: 'dlang' } });
    expect(pull.reviewers.map((user) => user.name)).toEqual(['rcosta']);
    const draft = { ...pull, reviewers: [], author: world.developer };
    await expect(world.openPull(repo, draft)).rejects.toMatchObject({ code: 'duplicate-pull', pull });
    await rejects(world.openPull(repo, { ...draft, source: 'nope' }), 'no-such-branch');
    await world.addBranch(repo, 'same', 'main', world.developer);
    await rejects(world.openPull(repo, { ...draft, source: 'same' }), 'empty-pull');
    const gone = world.users.filter((user) => user.name === 'lgone');
    await rejects(world.updatePull(pull, { reviewers: gone }, world.developer), 'reviewer-unknown');
    await rejects(
      world.updatePull(pull, { reviewers: [world.developer] }, world.developer),
      'reviewer-is-author',
    );
  });

  test('change under a version', async () => {
    const pull = await openPull(await addPay());
    await world.updatePull(pull, { title: 'T' }, world.developer, 0);
    expect(pull).toMatchObject({ title: 'T', version: 1 });
    await world.updatePull(pull, { title: 'T' }, world.developer, 1);
    expect(pull.version).toBe(1);
    await rejects(world.updatePull(pull, { title: 'U' }, world.developer, 0), 'stale-version');
    await world.declinePull(pull, world.developer, 'no', 1);
    expect(pull).toMatchObject({ state: 'DECLINED', version: 2, reason: 'no', closedBy: world.developer });
    await rejects(world.updatePull(pull, { title: 'U' }, world.developer), 'not-open');
    await rejects(world.mergePull(pull, world.developer), 'not-open');
    await world.reopenPull(pull, world.developer);
    expect(pull).toMatchObject({ state: 'OPEN', version: 3 });
    expect(pull).not.toHaveProperty('closedAt');
    expect(kinds()).toEqual(['push fix', 'pull created', 'pull updated', 'pull declined']);
  });

  test.each(['cloud', 'data-center'] as const)('merge for real on %s', async (edition) => {
    const repo = await addPay(edition);
    const pull = await openPull(repo);
    const [source, target] = [(await world.tip(repo, 'fix'))!, (await world.tip(repo, 'main'))!];
    await world.commit(repo, 'main', { other: 'x' }, 'Meanwhile', world.developer);
    const moved = (await world.tip(repo, 'main'))!;
    expect(moved).not.toBe(target);
    expect(await world.conflicts(pull)).toBe(false);
    events.length = 0;
    await world.mergePull(pull, world.developer);
    const [merge] = await world.commits(repo, 'main', 1);
    expect(merge).toMatchObject({ id: pull.mergeCommit, parents: [moved, source] });
    expect(merge?.message).toContain(
      edition === 'cloud' ? 'Merged in fix (pull request #1)' : 'Pull request #1: Fix',
    );
    expect(text(await world.file(repo, 'main', 'src/index.js'))).toBe('one\n2\nthree\n');
    expect(text(await world.file(repo, 'main', 'other'))).toBe('x');
    expect(pull).toMatchObject({ state: 'MERGED', closedAt: { source, target: moved } });
    expect(kinds()).toEqual(['push main', 'pull merged']);
  });

  test('do not merge what conflicts', async () => {
    const repo = await addPay();
    const pull = await openPull(repo);
    await world.commit(repo, 'main', { 'src/index.js': 'one\nzwei\nthree\n' }, 'Mine', world.developer);
    const before = await world.tip(repo, 'main');
    expect(await world.conflicts(pull)).toBe(true);
    await rejects(world.mergePull(pull, world.developer), 'conflict');
    expect(pull.state).toBe('OPEN');
    expect(await world.tip(repo, 'main')).toBe(before);
  });

  test('two merges at once are one', async () => {
    const pull = await openPull(await addPay());
    const both = await Promise.allSettled([1, 2].map(() => world.mergePull(pull, world.developer)));
    expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('follow their branches', async () => {
    const repo = await addPay();
    const pull = await openPull(repo);
    const before = await world.tip(repo, 'fix');
    events.length = 0;
    const after = await world.commit(repo, 'fix', { more: 'x' }, 'More', world.developer);
    expect(pull.version).toBe(1);
    expect(events.at(-1)).toMatchObject({ what: 'updated', previous: { sourceCommit: before } });
    // Somebody merges by hand: a push that brings the target to the source's commits closes the pull request.
    const target = (await world.tip(repo, 'main'))!;
    const { git } = await import('./git.ts');
    await git(repo.dir, ['update-ref', 'refs/heads/main', after]);
    await world.pushed(repo, undefined, [{ branch: 'main', before: target, after }]);
    expect(pull).toMatchObject({ state: 'MERGED', mergeCommit: after, closedAt: { source: after, target } });
  });
});

test('a merge without merge-tree gives the same trees', async () => {
  const repo = await addPay();
  const clean = await openPull(repo, 'clean', 'package.json', '{"a":2}\n');
  const clash = await openPull(repo, 'clash');
  await world.commit(
    repo,
    'main',
    { 'src/index.js': 'one\nzwei\nthree\n', new: 'x' },
    'Mine',
    world.developer,
  );
  const tips = async (pull: Pull) =>
    [repo.dir, (await world.tip(repo, 'main'))!, (await world.tip(repo, pull.source))!] as const;
  const tree = await mergeInWorkTree(...(await tips(clean)));
  expect(tree).toMatch(/^[0-9a-f]{40}$/);
  expect(tree).toBe(await mergeTree(...(await tips(clean))));
  expect(await mergeInWorkTree(...(await tips(clash)))).toBeUndefined();
  expect(await mergeTree(...(await tips(clash)))).toBeUndefined();
});

test('comments and statuses', async () => {
  const repo = await addPay('data-center');
  const pull = await openPull(repo);
  const comment = world.addComment(pull, world.developer, 'hello');
  expect(comment).toMatchObject({ version: 0, author: { edition: 'data-center' } });
  world.editComment(comment, 'there', 0);
  expect(() => world.editComment(comment, 'again', 0)).toThrow(
    expect.objectContaining({ code: 'stale-version' }),
  );
  world.deleteComment(comment);
  expect(world.comments(pull)).toMatchObject([{ deleted: true, text: '', version: 2 }]);
  expect(() => world.editComment(comment, 'x')).toThrow(expect.objectContaining({ code: 'no-such-comment' }));
  const status = { repo, commit: 'c', key: 'k', name: 'n', url: 'u', description: '' };
  events.length = 0;
  world.putStatus({ ...status, state: 'INPROGRESS' });
  world.putStatus({ ...status, state: 'FAILED' });
  expect(world.statuses(repo, 'c')).toMatchObject([{ state: 'FAILED' }]);
  expect(kinds()).toEqual(['status created', 'status updated']);
});

describe('what is saved', () => {
  test('comes back after a restart, all of it', async () => {
    const repo = await addPay();
    const pull = await openPull(repo);
    const bot = world.tokens.find((token) => token.name === 'workspace-token')!.user!;
    world.addComment(pull, bot, 'by a bot');
    world.putStatus({ repo, commit: 'c', key: 'k', state: 'FAILED', name: 'n', url: 'u', description: '' });
    const build = { repo, key: 'ci', name: 'n', url: 'http://x/_emulator/builds/1', description: '' };
    world.putStatus({ ...build, commit: 'd', state: 'INPROGRESS' });
    const hook = { edition: 'cloud', repo, url: 'http://x/', events: ['repo:push'], active: true } as const;
    world.addHook({ ...hook, events: [...hook.events], secret: 's', description: '' });
    world.renameRepository(repo, 'new');
    await world.mergePull(pull, world.developer);
    await world.flush();

    const again = await open();
    expect(again.fresh).toBe(false);
    const same = again.repository('cloud', 'acme', 'pay')!;
    expect(same).toEqual(repo);
    expect(again.pulls(same)).toEqual([pull]);
    expect(again.comments(again.pull(same, 1)!)).toEqual(world.comments(pull));
    expect(again.statuses(same, 'c')).toEqual(world.statuses(repo, 'c'));
    expect(again.statuses(same, 'd')).toMatchObject([{ state: 'STOPPED' }]);
    expect(again.hooks(same)).toEqual(world.hooks(repo));
    expect(again.tokens).toEqual(world.tokens);
    expect(again.users).toContain(again.developer);
    expect(again.pull(same, 1)?.author).toBe(again.developer);
    const next = again.addComment(again.pull(same, 1)!, again.developer, 'next');
    expect(next.id).toBeGreaterThan(world.comments(pull)[0]!.id);
    await again.flush();
  });

  test.each(['', '{', 'null', '{"schemaVersion":2}', '{"__proto__":{"schemaVersion":1}}'])(
    'is refused where it is none: %j',
    async (content) => {
      await world.flush();
      await writeFile(join(stateDir, 'world.json'), content);
      await expect(open()).rejects.toThrow(/no state of this emulator/);
    },
  );
});
