import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { differences, readRecording } from '../testing/recordings.ts';
import { type Started, start } from '../testing/started.ts';
import type { WorldEvent } from '../world.ts';
import { cloud } from './edition.ts';

const shared = process.env.SUTURE_TEST_SHARED;
if (!shared) console.warn('skipped: SUTURE_TEST_SHARED is unset, so there are no recordings to compare with');

/** Recorded years ago and gone since, or owned by a person there and by a workspace here. */
const outdated = [
  /(^|\.)username$/,
  /(^|\.|\])user\.username$/,
  /links\.(hooks|followers|following)$/,
  /^website$/,
  /^repository\.owner\./,
];

const at = '/2.0/repositories/acme/pay';

/** Recording, and the call whose body it is like. */
const answers: [string, string, RegExp[]?][] = [
  ['user.json', '/2.0/user'],
  ['repo.json', at],
  ['repos.json', '/2.0/repositories/acme', [/^next$/]],
  ['branch.json', `${at}/refs/branches/suture/x`],
  ['branch_create.json', `${at}/refs/branches/suture/x`],
  ['branches.json', `${at}/refs/branches`, [/^next$/]],
  ['commit.json', `${at}/commit/suture-tip`],
  ['commits.json', `${at}/commits/suture-tip`, [/^page$/, /^next$/]],
  ['content.json', `${at}/src/main/package.json?format=meta`],
  ['content_list.json', `${at}/src/main/`, [/^next$/, /^page$/, /^values\[\]$/]],
  ['diffstat.json', `${at}/diffstat/suture-tip..main`],
  ['pr.json', `${at}/pullrequests/1`],
  ['prs.json', `${at}/pullrequests`, [/^next$/]],
  ['prcomment.json', `${at}/pullrequests/1/comments/comment-id`],
  ['prcomments.json', `${at}/pullrequests/1/comments`],
  ['status.json', `${at}/commit/suture-tip/statuses/build/ci`],
  ['statuses.json', `${at}/commit/suture-tip/statuses`, [/^next$/]],
  ['hook.json', `${at}/hooks/hook-id`],
  ['hooks.json', `${at}/hooks`],
  ['error.json', '/2.0/repositories/dev/null'],
];

/** Recording, and the event whose webhook it is like. */
const hooks: [string, string, RegExp[]?][] = [
  ['push.json', 'repo:push', [/target\.author\.user$/, /commits\[\]\.author\.user$/]],
  ['push_branch_create.json', 'repo:push'],
  ['push_branch_delete.json', 'repo:push', [/^push\.changes\[\]\.(old|new)/]],
  ['pr_created.json', 'pullrequest:created'],
  ['pr_updated.json', 'pullrequest:updated'],
  ['pr_fulfilled.json', 'pullrequest:fulfilled'],
  ['pr_declined.json', 'pullrequest:rejected'],
  ['pr_comment_created.json', 'pullrequest:comment_created'],
  ['pipeline_hook_created.json', 'repo:commit_status_created'],
  ['pipeline_hook_update.json', 'repo:commit_status_updated'],
];

describe.skipIf(!shared)('Bitbucket Cloud as recorded', () => {
  let emulator: Started;
  const names: Record<string, string> = {};
  const payloads = new Map<string, object>();

  beforeAll(async () => {
    emulator = await start('cloud');
    const { world } = emulator;
    const events: WorldEvent[] = [];
    world.on((event) => events.push(event));
    const [dana, rui] = world.users as [(typeof world.users)[0], (typeof world.users)[0]];
    const pay = await world.addRepository({
      edition: 'cloud',
      owner: 'acme',
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
    names['suture-tip'] = await world.commit(pay, 'suture/x', { 'package.json': '{"a":1}' }, 'Change', dana);
    await world.commit(pay, 'suture/y', { 'package.json': '{"b":1}' }, 'Change', dana);
    const one = await world.openPull(pay, { ...branch, source: 'suture/x' });
    const two = await world.openPull(pay, { ...branch, source: 'suture/y' });
    await world.updatePull(one, { title: 'New' }, dana);
    names['comment-id'] = String(world.addComment(one, rui, 'Hello').id);
    const status = {
      repo: pay,
      commit: names['suture-tip'],
      key: 'ci',
      name: 'CI',
      url: 'https://ci.example',
      description: '',
    };
    world.putStatus({ ...status, state: 'INPROGRESS', refname: 'suture/x' });
    world.putStatus({ ...status, state: 'SUCCESSFUL', refname: 'suture/x' });
    names['hook-id'] = encodeURIComponent(
      world.addHook({
        edition: 'cloud',
        repo: pay,
        url: 'http://127.0.0.1:1',
        events: ['repo:push'],
        active: false,
        description: '',
      }).id,
    );
    await world.declinePull(two, dana);
    for (const event of events) {
      const payload = await cloud.hookPayload(event, emulator.url, '9.4', world);
      if (payload && !payloads.has(payload.eventKey)) payloads.set(payload.eventKey, payload.body);
    }
    const three = await world.openPull(pay, { ...branch, source: 'suture/y' });
    const merged = await world.mergePull(three, dana);
    const event: WorldEvent = { kind: 'pull', what: 'merged', pull: merged, actor: dana };
    payloads.set('pullrequest:fulfilled', (await cloud.hookPayload(event, emulator.url, '9.4', world))!.body);
  });
  afterAll(() => emulator.stop());

  it.each(answers)('%s', async (file, path, except = []) => {
    const named = path.replace(/[a-z]+-(tip|id)/g, (name) => names[name] ?? name);
    const { body } = await emulator.call('api-token', 'GET', named);
    expect(differences(readRecording(shared!, `cloud/${file}`), body, [...outdated, ...except])).toEqual([]);
  });

  it.each(hooks)('webhooks/%s', async (file, key, except = []) => {
    const recorded = readRecording(shared!, `cloud/webhooks/${file}`);
    expect(differences(recorded, payloads.get(key), [...outdated, ...except])).toEqual([]);
  });
});
