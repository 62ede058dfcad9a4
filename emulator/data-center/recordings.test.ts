import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { differences, readRecording } from '../testing/recordings.ts';
import { type Started, start } from '../testing/started.ts';
import type { WorldEvent } from '../world.ts';
import { dataCenter } from './edition.ts';

const shared = process.env.SUTURE_TEST_SHARED;
if (!shared) console.warn('skipped: SUTURE_TEST_SHARED is unset, so there are no recordings to compare with');

const at = '/rest/api/latest/projects/ACME/repos/pay';

/** Recording, and the call whose body it is like. */
const answers: [string, string, RegExp[]?][] = [
  ['user.json', '/rest/api/latest/users/rcosta'],
  ['repo.json', at],
  ['repos.json', '/rest/api/latest/projects/ACME/repos', [/^nextPageStart$/]],
  ['branches.json', `${at}/branches`],
  ['default_branch.json', `${at}/branches/default`],
  ['commit.json', `${at}/commits/suture-tip`, [/^parents\[\]/]],
  ['commits.json', `${at}/commits?until=suture-tip`, [/parents\[\]/, /^(author|total)Count$/]],
  ['pr.json', `${at}/pull-requests/1`],
  ['prs.json', `${at}/pull-requests`, [/mergeResult$/]],
  ['pr_change.json', `${at}/pull-requests/1/changes`, [/\.(contentId|fromContentId|executable|links)$/]],
  ['pr_comment.json', `${at}/pull-requests/1/comments/comment-id`],
  ['pr_comments.json', `${at}/pull-requests/1/activities`],
  ['content_list.json', `${at}/files`, [/^nextPageStart$/]],
  ['webhook.json', `${at}/webhooks/hook-id`],
  ['webhooks.json', `${at}/webhooks`],
  ['error.json', '/rest/api/latest/projects/dev'],
];

/** Recording, the event whose webhook it is like, and the version. */
const hooks: [string, string, string][] = [
  ['webhooks/push.json', 'repo:refs_changed', '9.4'],
  ['webhooks/push_branch_delete.json', 'repo:refs_changed', '9.4'],
  ['fnb_push_update.json', 'repo:refs_changed', '10.3'],
  ['webhooks/pr_open.json', 'pr:opened', '9.4'],
  ['webhooks/pr_open_iso_dates.json', 'pr:opened', '10.3'],
  ['webhooks/pr_from_ref_updated.json', 'pr:from_ref_updated', '9.4'],
  ['webhooks/pr_modified_meta.json', 'pr:modified', '9.4'],
  ['webhooks/pr_merged.json', 'pr:merged', '9.4'],
  ['webhooks/pr_merged_iso_dates.json', 'pr:merged', '10.3'],
  ['webhooks/pr_declined.json', 'pr:declined', '9.4'],
  ['webhooks/pr_declined_iso_dates.json', 'pr:declined', '10.3'],
];

describe.skipIf(!shared)('Data Center as recorded', () => {
  let emulator: Started;
  const names: Record<string, string> = {};
  const payloads = new Map<string, object>();

  beforeAll(async () => {
    emulator = await start('data-center');
    const { world } = emulator;
    const seen: Promise<void>[] = [];
    world.on((event) => seen.push(keep(event)));
    const keep = async (event: WorldEvent) => {
      for (const version of ['9.4', '10.3']) {
        const payload = await dataCenter.hookPayload(event, emulator.url, version, world);
        if (payload) payloads.set(`${payload.eventKey} ${version}`, payload.body);
      }
    };
    const dana = world.users.find(({ name }) => name === 'dlang')!;
    const rui = world.users.find(({ name }) => name === 'rcosta')!;
    const pay = await world.addRepository({
      edition: 'data-center',
      owner: 'ACME',
      slug: 'pay',
      files: { 'package.json': '{}' },
    });
    const branch = {
      title: 'T',
      description: 'D',
      target: 'main',
      reviewers: [rui],
      author: dana,
      draft: false,
    };
    await world.commit(pay, 'suture/x', { 'package.json': '{"a":1}' }, 'Change', dana);
    await world.commit(pay, 'suture/y', { 'package.json': '{"b":1}' }, 'Change', dana);
    const one = await world.openPull(pay, { ...branch, source: 'suture/x' });
    const two = await world.openPull(pay, { ...branch, source: 'suture/y' });
    await world.updatePull(one, { title: 'New' }, dana);
    await Promise.all(seen);
    names['suture-tip'] = await world.commit(pay, 'suture/x', { 'package.json': '{"a":2}' }, 'Change', dana);
    names['comment-id'] = String(world.addComment(one, rui, 'Hello').id);
    names['hook-id'] = world.addHook({
      edition: 'data-center',
      repo: pay,
      url: 'http://127.0.0.1:1',
      events: ['pr:opened'],
      active: false,
      description: 'x',
      secret: 's',
    }).id;
    await world.declinePull(two, dana);
    const three = await world.openPull(pay, { ...branch, source: 'suture/y' });
    await world.mergePull(three, dana);
    await world.commit(pay, 'main', { 'README.md': 'x' }, 'Change', dana);
    await Promise.all(seen);
  });
  afterAll(() => emulator.stop());

  it.each(answers)('%s', async (file, path, except = []) => {
    const named = path.replace(/[a-z]+-(tip|id)/g, (name) => names[name] ?? name);
    const { body } = await emulator.call('personal-http-developer', 'GET', named);
    expect(differences(readRecording(shared!, `data-center/${file}`), body, except)).toEqual([]);
  });

  it.each(hooks)('%s', async (file, key, version) => {
    const recorded = readRecording(shared!, `data-center/${file}`);
    // Project and repository had descriptions there; forks are not emulated.
    const except = [/(^|\.)description$/, /\.origin$/, /\.owner$/, /parents\[\]/];
    expect(differences(recorded, payloads.get(`${key} ${version}`), except)).toEqual([]);
  });
});
