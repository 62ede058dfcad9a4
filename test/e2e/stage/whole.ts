import { expect } from 'vitest';
import type { Edition, Pull } from '../../../emulator/world.ts';
import type { App } from '../../../src/app.ts';
import type { Stage } from './stage.ts';

/** What must be true of an edition in the end, however often it was broken off on the way there. */
export interface Whole {
  edition: Edition;
  slug?: string;
  /** Packages with an open finding. */
  findings: string[];
  /** Packages with a pull request, in any order. */
  pulls: string[];
  /** Whether each pull request's build is red and was reported. */
  red?: boolean;
}

/** One pull request, branch and commit per plan, one comment per red build, every finding stored, nothing left over. */
export async function expectWhole(stage: Stage, app: App, whole: Whole): Promise<void> {
  const { edition, slug = 'pay', red = false } = whole;
  const { store } = app;
  const { world } = stage;
  const repo = stage.repo(edition, slug);
  const pulls = stage.pulls(edition, slug);
  expect(pulls.map(packageOf).sort(), 'pull requests').toEqual([...whole.pulls].sort());
  expect(pulls.map(({ state }) => state)).toEqual(pulls.map(() => 'OPEN'));
  const branches = (await world.branches(repo)).map(({ name }) => name).filter((name) => name !== 'main');
  expect(branches.sort(), 'branches').toEqual(pulls.map(({ source }) => source).sort());
  for (const { source } of pulls) {
    const exclude = [(await world.tip(repo, 'main'))!];
    expect(await world.commits(repo, source, 10, { exclude }), `commits of ${source}`).toHaveLength(1);
  }
  const comments = pulls.map((pull) => world.comments(pull).length);
  expect(comments, 'comments').toEqual(pulls.map(() => (red ? 1 : 0)));

  const repository = (await store.repositories.list()).find(
    (one) => one.slug.owner === repo.owner && one.slug.name === slug,
  )!;
  const findings = await store.findings.list({ repository: repository.id });
  expect(findings.map((finding) => `${finding.package} ${finding.state}`).sort(), 'findings').toEqual(
    whole.findings.map((name) => `${name} open`).sort(),
  );
  const stored = await store.pullRequests.list({ repository: repository.id });
  const heads = await Promise.all(
    pulls.map(async ({ number, source }) => ({ number, head: await world.tip(repo, source), state: 'open' })),
  );
  expect(byNumber(stored.map(({ number, head, state }) => ({ number, head, state })))).toEqual(
    byNumber(heads),
  );
  expect(stored.map(({ build, touchedByHuman }) => ({ build, touchedByHuman }))).toEqual(
    stored.map(() => ({ build: red ? 'failed' : 'none', touchedByHuman: false })),
  );
  expect(await store.runs.list({ active: true }), 'active runs').toEqual([]);
  expect(await store.reader.depth()).toEqual({ waiting: 0, later: 0, running: 0 });
}

/** Everything that is done to a Bitbucket from now on: pushes, and what happens to pull requests. */
export function noteEffects({ world }: Stage): string[] {
  const effects: string[] = [];
  world.on((event) => {
    if (event.kind !== 'status') effects.push(event.kind === 'push' ? 'push' : event.what);
  });
  return effects;
}

function packageOf({ source }: Pull): string {
  return source.replace(/^suture\/[0-9a-f]+-/, '');
}

function byNumber<T extends { number: number }>(items: T[]): T[] {
  return items.sort((a, b) => a.number - b.number);
}
