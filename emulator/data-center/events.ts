import type { HookPayload } from '../http.ts';
import { resolveCommit } from '../rest/commits.ts';
import { readTips } from '../rest/tips.ts';
import type { User, World, WorldEvent } from '../world.ts';
import { refShape } from './shapes/branch.ts';
import { commentShape } from './shapes/comment.ts';
import { commitShape } from './shapes/commit.ts';
import { type Dialect, epoch, iso, isoTime } from './shapes/dialect.ts';
import { pullShape } from './shapes/pull.ts';
import { repositoryShape } from './shapes/repository.ts';
import { userShape } from './shapes/user.ts';

/** Data Center's webhook for an event. Builds send none. Since 10.x times are ISO 8601 and pushes bring commits. */
export async function hookPayload(
  event: WorldEvent,
  baseUrl: string,
  profile: string,
  world: World,
): Promise<HookPayload | undefined> {
  const modern = Number.parseInt(profile, 10) >= 10;
  const dialect = modern ? iso(baseUrl) : epoch(baseUrl);
  if (event.kind === 'status') return undefined;
  const repo = event.kind === 'push' ? event.repo : event.pull.repo;
  if (repo.edition !== 'data-center') return undefined;
  return event.kind === 'push' ? pushed(event, dialect, world, modern) : pullChanged(event, dialect, world);
}

async function pushed(
  event: WorldEvent & { kind: 'push' },
  dialect: Dialect,
  world: World,
  modern: boolean,
): Promise<HookPayload> {
  const { repo, before, after, branch } = event;
  const ref = refShape(branch);
  const change = {
    ref,
    refId: ref.id,
    fromHash: before ?? zeros,
    toHash: after ?? zeros,
    type: before === null ? 'ADD' : after === null ? 'DELETE' : 'UPDATE',
  };
  return payload('repo:refs_changed', world, {
    actor: userShape(event.actor ?? developerOf(world), dialect),
    repository: repositoryShape(repo, dialect),
    changes: [change],
    ...(modern && after ? await commitsOf(world, event, after, dialect) : {}),
  });
}

/** Who stands for pushes without a login: the developer's account in this edition. */
function developerOf(world: World): User {
  const { email } = world.developer;
  return (
    world.users.find((user) => user.edition === 'data-center' && user.email === email) ?? world.developer
  );
}

/** What a deleted ref points to. */
const zeros = '0'.repeat(40);

async function commitsOf(
  world: World,
  event: WorldEvent & { kind: 'push' },
  after: string,
  dialect: Dialect,
) {
  const { repo, before, branch } = event;
  const others = before
    ? [before]
    : (await world.branches(repo)).filter((b) => b.name !== branch).map((b) => b.commit);
  const exclude = others.filter((commit) => commit !== after);
  const tip = await resolveCommit(world, repo, after);
  const commits = await world.commits(repo, after, 25, { exclude });
  return {
    ...(tip ? { toCommit: commitShape(world, tip, dialect) } : {}),
    commits: commits.map((commit) => commitShape(world, commit, dialect)),
  };
}

async function pullChanged(
  event: WorldEvent & { kind: 'pull' },
  dialect: Dialect,
  world: World,
): Promise<HookPayload> {
  const { pull, previous = {}, comment } = event;
  const moved = event.what === 'updated' && previous.sourceCommit !== undefined;
  const tips = (await readTips(world, [pull]))(pull);
  return payload(moved ? 'pr:from_ref_updated' : keys[event.what], world, {
    actor: userShape(event.actor, dialect),
    pullRequest: pullShape(pull, tips, dialect),
    ...(comment ? { comment: commentShape(comment, dialect) } : {}),
    ...(moved ? { previousFromHash: previous.sourceCommit } : {}),
    ...(event.what === 'updated' && !moved
      ? {
          previousTitle: previous.title ?? pull.title,
          previousDescription: previous.description ?? pull.description,
          previousTarget: {
            ...refShape(previous.target ?? pull.target),
            ...(tips.target ? { latestCommit: tips.target, latestChangeset: tips.target } : {}),
          },
        }
      : {}),
  });
}

const keys = {
  created: 'pr:opened',
  updated: 'pr:modified',
  merged: 'pr:merged',
  declined: 'pr:declined',
  commented: 'pr:comment:added',
} as const;

function payload(
  eventKey: string,
  world: World,
  body: { actor: object } & Record<string, unknown>,
): HookPayload {
  return {
    eventKey,
    body: { eventKey, date: isoTime(world.now()), ...body },
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      'User-Agent': 'Atlassian HttpClient / Bitbucket',
      'X-Event-Key': eventKey,
    },
  };
}
