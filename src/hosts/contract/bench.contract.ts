import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { cloud } from '../../../emulator/cloud/edition.ts';
import { dataCenter } from '../../../emulator/data-center/edition.ts';
import type { FaultSpec } from '../../../emulator/faults.ts';
import { seedEmpty } from '../../../emulator/seed.ts';
import { type Emulator, startEmulator } from '../../../emulator/server.ts';
import type { Edition, Repo, Token, User } from '../../../emulator/world.ts';
import type { Connection, Credential } from '../../domain/connection.ts';
import { makeHttp } from '../../lib/http/make-http.ts';
import { fakeClock } from '../client/fake.ts';
import type { CodeHost, Draft, HostDriver } from '../host.ts';

export type Bench = ReturnType<typeof useBench>;

/** Starts the emulator for the cases of one file, and gives what they use of it. */
export function useBench({
  driver,
  edition,
  profile = '9.4',
}: {
  driver: HostDriver;
  edition: Edition;
  /** Data Center's version. */
  profile?: '9.4' | '10.3';
}) {
  const isCloud = edition === 'cloud';
  const http = makeHttp({ noProxy: [], userAgent: 'suture/test' });
  let emulator: Emulator;
  let stateDir: string;
  let count = 0;

  beforeAll(async () => {
    stateDir = await mkdtemp(join(tmpdir(), 'suture-hosts-'));
    const options = { stateDir, profile, seed: seedEmpty, cloud, dataCenter, runCi: false };
    emulator = await startEmulator(options);
  });
  afterAll(async () => {
    await http.close();
    await emulator.close();
    await rm(stateDir, { recursive: true, force: true });
  });
  beforeEach(() => emulator.requests.clear());
  afterEach(() => emulator.faults.clear());

  const owner = () => (isCloud ? emulator.world.workspace : emulator.world.projectKey);

  /** Opens the connection with the emulator's token of that name. */
  function open(
    tokenName = isCloud ? 'api-token' : 'personal-http',
    change: Partial<Connection> = {},
  ): CodeHost {
    return openWith(credentialOf(tokenNamed(tokenName)), change);
  }

  function openWith(credential: Credential, change: Partial<Connection> = {}): CodeHost {
    const connection: Connection = {
      id: '1',
      kind: driver.kind,
      name: 'test',
      baseUrl: isCloud ? emulator.cloud.url : emulator.dataCenter.url,
      scope: [owner()],
      health: { state: 'new' },
      ...change,
    };
    return driver.open(connection, credential, http, fakeClock(Date.now()));
  }

  function credentialOf({ secret, kind, user: account }: Token): Credential {
    if (!isCloud) return { kind: 'http-access-token', secret };
    const isPersonal = kind === 'api-token' || kind === 'app-password';
    return isPersonal
      ? { kind: 'api-token', email: account!.email, secret }
      : { kind: 'access-token', secret };
  }

  function tokenNamed(name: string): Token {
    const token = emulator.world.tokens.find((one) => one.edition === edition && one.name === name);
    if (!token) throw new Error(`The emulator has no token ${name}`);
    return token;
  }

  /** By display name, which people have in both editions. */
  function user(name: string): User {
    return emulator.world.users.find((one) => one.edition === edition && one.displayName === name)!;
  }

  /** A repository of its own with branches that differ from `main`; the request log starts anew after it. */
  async function repository(...branches: string[]): Promise<Repo> {
    count += 1;
    const files = { 'a.txt': 'a' };
    const slug = `repo-${count}`;
    const repo = await emulator.world.addRepository({ edition, owner: owner(), slug, files });
    for (const branch of branches) await pushTo(repo, branch);
    emulator.requests.clear();
    return repo;
  }

  async function pushTo(repo: Repo, branch: string): Promise<string> {
    const { world } = emulator;
    if (!(await world.tip(repo, branch)))
      await world.addBranch(repo, branch, (await world.tip(repo, 'main'))!, world.developer);
    count += 1;
    return world.commit(repo, branch, { 'b.txt': `${count}` }, 'Change', world.developer);
  }

  const calls = () => emulator.requests.counts(10_000).entries.filter(({ use }) => use === 'rest');

  return {
    driver,
    edition,
    isCloud,
    http,
    get emulator() {
      return emulator;
    },
    owner,
    open,
    openWith,
    tokenNamed,
    user,
    repository,
    pushTo,
    signal: new AbortController().signal,
    slugOf: (repo: Repo) => ({ owner: repo.owner, name: repo.slug }),
    draft: (branch: string, more: Partial<Draft> = {}): Draft => ({
      branch,
      target: 'main',
      title: `fix(deps): ${branch}`,
      description: 'Because.',
      reviewers: [],
      ...more,
    }),
    /** REST calls since the log was cleared. */
    calls,
    posts: () => calls().filter(({ method }) => method === 'POST').length,
    faults: (...faults: FaultSpec[]) =>
      emulator.faults.set(faults.map((one) => ({ ...one, match: { edition, ...one.match } }))),
    asReviewer: ({ id, name, displayName }: User) => ({ id: isCloud ? id : name, name: displayName }),
    reviewersOf: (repo: Repo) =>
      emulator.world.pulls(repo)[0]!.reviewers.map(({ displayName }) => displayName),
    commentsOf: (repo: Repo) =>
      emulator.world.pulls(repo).flatMap((pull) => emulator.world.comments(pull).map(({ text }) => text)),
  };
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
