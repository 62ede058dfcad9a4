import MarkdownIt from 'markdown-it';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Edition, Pull, Repo, Status } from '../../emulator/world.ts';
import type { App } from '../../src/app.ts';
import { startConnect, startFollow, startRepositories, startRepository } from '../../src/engine/start.ts';
import { dependsOn, filesOf, recordOf, records, writeAdvisories } from './stage/packages.ts';
import { connect, editions, openStage, type Stage, workUntilIdle } from './stage/stage.ts';

/** One a story, so that the stories do not meet. */
const slugs = [
  'builds',
  'merged',
  'scanned',
  'reverted',
  'declined',
  'moved',
  'elsewhere',
  'human',
  'mended',
] as const;

let stage: Stage;
let app: App;
const connections = {} as Record<Edition, string>;

beforeAll(async () => {
  const files = await filesOf(dependsOn.direct);
  stage = await openStage({
    repositories: editions.flatMap((edition) => slugs.map((slug) => ({ edition, slug, files }))),
  });
  app = await stage.open();
  for (const edition of editions) {
    connections[edition] = await connect(stage, app, edition);
    await poll(edition);
  }
});
afterAll(() => stage[Symbol.asyncDispose]());

describe.each(editions)('by polling alone, %s', (edition) => {
  it('opens one pull request for each repository', () => {
    for (const slug of slugs) expect(stage.pulls(edition, slug).map(({ state }) => state)).toEqual(['OPEN']);
  });

  it('writes Markdown that both editions show: no HTML, the marker hidden', () => {
    const markdown = new MarkdownIt({ html: false });
    const { title, description } = only(edition, 'builds');
    expect(title).toBe('fix(deps): parser 1.0.0 → 1.0.1 (1 high)');
    const html = markdown.render(description);
    expect(description).toContain('suture:v1 plan=');
    expect(html).not.toContain('suture:v1');
    // Of HTML in the source, this renderer shows the brackets.
    expect(markdown.render(title) + html).not.toContain('&lt;');
    expect(html).toMatch(/<td[^>]*><a href="[^"]+">GHSA-test-parser<\/a><\/td>/);
    expect(html).toMatch(/<td[^>]*>1<\/td>\n<td[^>]*>0, none new<\/td>/);
  });

  it('follows a build from running to red, says so once, and notices when it is run again', async () => {
    const pull = only(edition, 'builds');
    await status(pull, 'INPROGRESS');
    await poll(edition);
    expect(await stored(edition, 'builds')).toMatchObject([{ state: 'open', build: 'running' }]);
    expect(comments(pull)).toEqual([]);
    await status(pull, 'FAILED');
    for (let times = 0; times < 3; times += 1) await poll(edition);
    expect(await stored(edition, 'builds')).toMatchObject([{ state: 'open', build: 'failed' }]);
    expect(comments(pull)).toHaveLength(1);
    expect(comments(pull)[0]).toContain('failed');
    expect(comments(pull)[0]).toContain('2 tests failed');

    await status(pull, 'SUCCESSFUL');
    await poll(edition);
    // A poll does not ask for every red build every time; a person who asks is told.
    await follow(edition, 'person');
    expect(await stored(edition, 'builds')).toMatchObject([{ state: 'open', build: 'passed' }]);
    expect(comments(pull)).toHaveLength(1);
    expect(comments(pull)[0]).toContain('was run again');
  });

  it('closes the findings of a merged pull request by the scan that follows', async () => {
    const pull = only(edition, 'merged');
    await stage.world.mergePull(pull, stage.world.developer);
    const [before] = await findings(edition, 'merged');
    expect(before).toMatchObject({ state: 'open' });
    await poll(edition);
    expect(await stored(edition, 'merged')).toMatchObject([{ state: 'merged' }]);
    const tip = await stage.world.tip(repoOf(edition, 'merged'), 'main');
    expect(await findings(edition, 'merged')).toMatchObject([{ state: 'closed', closedBy: tip }]);
    await poll(edition);
    expect(stage.pulls(edition, 'merged')).toHaveLength(1);
  });

  it('takes a merge for one also when the scan of it comes first', async () => {
    await stage.world.mergePull(only(edition, 'scanned'), stage.world.developer);
    const { id } = await repository(edition, 'scanned');
    await app.store.transaction((tx) => startRepository(tx, connections[edition], id, 'webhook'));
    await workUntilIdle(app);
    expect(await stored(edition, 'scanned')).toMatchObject([{ state: 'merged' }]);
    expect(only(edition, 'scanned').state).toBe('MERGED');
    expect(comments(only(edition, 'scanned'))).toEqual([]);
  });

  it('closes nothing by a merge whose change is not there any more, and proposes it anew', async () => {
    const [repo, pull] = [repoOf(edition, 'reverted'), only(edition, 'reverted')];
    const files = await filesAt(repo, 'main');
    await stage.world.mergePull(pull, stage.world.developer);
    await stage.world.commit(repo, 'main', files, 'Revert', stage.world.developer);
    await poll(edition);
    expect(await findings(edition, 'reverted')).toMatchObject([{ state: 'open' }]);
    expect(stage.pulls(edition, 'reverted').map(({ state }) => state)).toEqual(['MERGED', 'OPEN']);
    expect(await stored(edition, 'reverted')).toMatchObject([{ state: 'merged' }, { state: 'open' }]);
  });

  it('remembers a decline over later commits', async () => {
    const [repo, pull] = [repoOf(edition, 'declined'), only(edition, 'declined')];
    await stage.world.declinePull(pull, stage.world.developer, 'No.');
    await poll(edition);
    expect(await stored(edition, 'declined')).toMatchObject([{ state: 'declined' }]);
    await stage.world.commit(repo, 'main', { 'README.md': 'More' }, 'Docs', stage.world.developer);
    await poll(edition);
    expect(await indexed(edition, 'declined')).toBe(await stage.world.tip(repo, 'main'));
    expect(await findings(edition, 'declined')).toMatchObject([{ state: 'open' }]);
    expect(stage.pulls(edition, 'declined').map(({ state }) => state)).toEqual(['DECLINED']);
  });

  it('makes the branch anew when the lockfile below it changed, in the same pull request', async () => {
    const [repo, pull] = [repoOf(edition, 'moved'), only(edition, 'moved')];
    const before = await stage.world.tip(repo, pull.source);
    const files = await filesOf({ ...dependsOn.direct, ...dependsOn.nothing });
    await stage.world.commit(repo, 'main', files, 'Use harmless', stage.world.developer);
    await poll(edition);
    const [base, head] = [await stage.world.tip(repo, 'main'), await stage.world.tip(repo, pull.source)];
    expect(head).not.toBe(before);
    const own = await stage.world.commits(repo, pull.source, 5, { exclude: [base!] });
    expect(own).toMatchObject([{ id: head, parents: [base] }]);
    const lock = JSON.parse((await filesAt(repo, pull.source))['package-lock.json']!);
    expect(Object.keys(lock.packages)).toEqual(['', 'node_modules/harmless', 'node_modules/parser']);
    expect(lock.packages['node_modules/parser'].version).toBe('1.0.1');
    expect(only(edition, 'moved').state).toBe('OPEN');
    expect(await stored(edition, 'moved')).toMatchObject([{ head, touchedByHuman: false, build: 'none' }]);
  });

  it('leaves the branch alone when something else below it changed', async () => {
    const [repo, pull] = [repoOf(edition, 'elsewhere'), only(edition, 'elsewhere')];
    const before = await stage.world.tip(repo, pull.source);
    await stage.world.commit(repo, 'main', { 'README.md': 'More' }, 'Docs', stage.world.developer);
    stage.emulator.requests.clear();
    await poll(edition);
    expect(await indexed(edition, 'elsewhere')).toBe(await stage.world.tip(repo, 'main'));
    expect(await stage.world.tip(repo, pull.source)).toBe(before);
    expect(stage.emulator.requests.counts(0).byEndpoint).not.toHaveProperty('git-receive-pack');
  });

  it('never overwrites what a person pushed to the branch', async () => {
    const [repo, pull] = [repoOf(edition, 'human'), only(edition, 'human')];
    const theirs = await stage.world.commit(
      repo,
      pull.source,
      { 'fix.js': '1' },
      'Mine',
      stage.world.developer,
    );
    await poll(edition);
    expect(await stored(edition, 'human')).toMatchObject([{ state: 'open', touchedByHuman: true }]);
    const files = await filesOf({ ...dependsOn.direct, ...dependsOn.nothing });
    await stage.world.commit(repo, 'main', files, 'Use harmless', stage.world.developer);
    for (let times = 0; times < 2; times += 1) await poll(edition);
    expect(await stage.world.tip(repo, pull.source)).toBe(theirs);
    expect(only(edition, 'human').state).toBe('OPEN');
    expect(comments(pull)).toEqual([]);
  });

  it('never overwrites it either when it learns of it only while pushing', async () => {
    const [repo, pull] = [repoOf(edition, 'elsewhere'), only(edition, 'elsewhere')];
    const theirs = await stage.world.commit(
      repo,
      pull.source,
      { 'fix.js': '1' },
      'Mine',
      stage.world.developer,
    );
    const files = await filesOf({ ...dependsOn.direct, ...dependsOn.nothing });
    await stage.world.commit(repo, 'main', files, 'Use harmless', stage.world.developer);
    await app.store.transaction((tx) => startConnect(tx, connections[edition], 'schedule', false));
    await workUntilIdle(app);
    expect(await stage.world.tip(repo, pull.source)).toBe(theirs);
    expect(await stored(edition, 'elsewhere')).toMatchObject([{ state: 'open', touchedByHuman: true }]);
  });

  it('declines its pull request, and says why, when the branch below was mended by somebody else', async () => {
    const [repo, pull] = [repoOf(edition, 'mended'), only(edition, 'mended')];
    const mended = await filesAt(repo, pull.source);
    const tip = await stage.world.commit(repo, 'main', mended, 'Upgrade parser', stage.world.developer);
    await poll(edition);
    expect(await findings(edition, 'mended')).toMatchObject([{ state: 'closed', closedBy: tip }]);
    expect(only(edition, 'mended').state).toBe('DECLINED');
    expect(comments(pull)).toEqual([expect.stringContaining('A scan of the target branch no longer shows')]);
    expect(await stage.world.tip(repo, pull.source)).toBeUndefined();
    expect(await stored(edition, 'mended')).toMatchObject([{ state: 'withdrawn' }]);
    await poll(edition);
    expect(comments(pull)).toHaveLength(1);
  });

  it('proposes it again when what was mended is undone, for nobody declined it', async () => {
    const files = await filesOf(dependsOn.direct);
    await stage.world.commit(repoOf(edition, 'mended'), 'main', files, 'Revert', stage.world.developer);
    await poll(edition);
    expect(await findings(edition, 'mended')).toMatchObject([{ state: 'open' }]);
    expect(stage.pulls(edition, 'mended').map(({ state }) => state)).toEqual(['DECLINED', 'OPEN']);
  });
});

describe('a new advisory', () => {
  it.each(editions)(
    'opens a pull request again for a package whose first was declined, %s',
    async (edition) => {
      const second = {
        ...recordOf('parser', [{ introduced: '0' }, { fixed: '1.0.1' }]),
        id: 'GHSA-test-second',
      };
      await writeAdvisories(app.config.advisories!, [...records(), second], '2026-02-02T00:00:00.000Z');
      app.refreshAdvisories();
      const { id } = await repository(edition, 'declined');
      const start = { connection: connections[edition], repository: id, trigger: 'advisory' as const };
      await app.store.transaction((tx) => startRepositories(tx, [start]));
      await workUntilIdle(app);
      expect(stage.pulls(edition, 'declined').map(({ state }) => state)).toEqual(['DECLINED', 'OPEN']);
      expect(stage.pulls(edition, 'declined')[1]!.description).toContain('GHSA-test-second');
      expect(await findings(edition, 'declined')).toHaveLength(2);
    },
  );
});

/** What the schedule does. */
async function poll(edition: Edition): Promise<void> {
  await app.store.transaction(async (tx) => {
    await startConnect(tx, connections[edition], 'schedule', false);
    await startFollow(tx, connections[edition], 'schedule');
  });
  await workUntilIdle(app);
}

async function follow(edition: Edition, trigger: 'person' | 'schedule'): Promise<void> {
  await app.store.transaction((tx) => startFollow(tx, connections[edition], trigger));
  await workUntilIdle(app);
}

function repoOf(edition: Edition, slug: string): Repo {
  return stage.repo(edition, slug);
}

function only(edition: Edition, slug: string): Pull {
  const pulls = stage.pulls(edition, slug);
  expect(pulls).toHaveLength(1);
  return pulls[0]!;
}

async function status(pull: Pull, state: Status['state']): Promise<void> {
  const commit = (await stage.world.tip(pull.repo, pull.source))!;
  const url = 'https://ci.example/1';
  const description = state === 'FAILED' ? '2 tests failed' : '';
  stage.world.putStatus({ repo: pull.repo, commit, key: 'ci', state, name: 'CI', url, description });
}

function comments(pull: Pull): string[] {
  return stage.world.comments(pull).flatMap(({ deleted, text }) => (deleted ? [] : [text]));
}

async function filesAt(repo: Repo, branch: string): Promise<Record<string, string>> {
  const commit = (await stage.world.tip(repo, branch))!;
  const names = ['package.json', 'package-lock.json'];
  const texts = await Promise.all(names.map((name) => stage.world.file(repo, commit, name)));
  return Object.fromEntries(names.map((name, at) => [name, Buffer.from(texts[at]!).toString()]));
}

async function repository(edition: Edition, slug: string) {
  const all = await app.store.repositories.list({ connection: connections[edition] });
  return all.find((one) => one.slug.name === slug)!;
}

async function indexed(edition: Edition, slug: string): Promise<string | undefined> {
  return (await repository(edition, slug)).indexed;
}

/** In the order in which they were opened. */
async function stored(edition: Edition, slug: string) {
  const pulls = await app.store.pullRequests.list({ repository: (await repository(edition, slug)).id });
  return pulls.sort((one, other) => one.number - other.number);
}

async function findings(edition: Edition, slug: string) {
  return app.store.findings.list({ repository: (await repository(edition, slug)).id });
}
