import { randomUUID } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { Edition, Repo, Status, World } from '../world.ts';
import { type Build, planBuild, runBuild } from './build.ts';
import type { Steps } from './steps.ts';

export interface BuildRunner {
  /** The output of a build, or undefined. */
  log(id: string): Promise<string | undefined>;
  /** Builds that run or wait. */
  running(): number;
  /** Waits until there are none. */
  idle(): Promise<void>;
  /** Kills what runs, forgets what waits. */
  close(): Promise<void>;
}

/** Builds at the same time. */
const parallel = 2;
/** Characters of output that are kept of one build: its end says what failed. */
const logLimit = 1024 * 1024;

/** Builds what is pushed, each commit once, and reports by build statuses whose `url` is the log. */
export function makeBuildRunner(options: {
  world: World;
  urls: Record<Edition, string>;
  stateDir: string;
  enabled: boolean;
  /** Shared by all builds, so that the second `npm ci` is quick. */
  npmCache?: string;
  environment: Record<string, string>;
}): BuildRunner {
  const { world, urls } = options;
  const stop = new AbortController();
  const logs = join(options.stateDir, 'builds');
  const live = new Map<string, string[]>();
  const seen = new Set<string>();
  const waiting: (() => Promise<void>)[] = [];
  const underWay = new Set<Promise<void>>();
  let [active, count] = [0, 0];

  const track = (work: Promise<void>) => {
    const quiet = work.catch(() => {});
    underWay.add(quiet);
    quiet.finally(() => underWay.delete(quiet));
  };
  const startNext = () => {
    while (active < parallel && waiting.length > 0 && !stop.signal.aborted) {
      active += 1;
      const work = waiting.shift()!();
      const ended = work.finally(() => {
        active -= 1;
        startNext();
      });
      track(ended);
    }
  };

  if (options.enabled)
    world.on((event) => {
      if (event.kind !== 'push' || event.after === null || stop.signal.aborted) return;
      const key = `${event.repo.edition}/${event.repo.id}/${event.after}`;
      if (seen.has(key)) return;
      seen.add(key);
      track(enqueue(event.repo, event.branch, event.after));
    });

  async function enqueue(repo: Repo, branch: string, commit: string): Promise<void> {
    const plan = await planBuild(world, repo, branch, commit);
    if (plan.status === 'ok' && plan.steps === undefined) return;
    // After a restart the commit may have been built by the process before.
    if (world.statuses(repo, commit).some((status) => status.key.startsWith(keyPrefix))) return;
    count += 1;
    const build: Build = { id: randomUUID(), number: count, repo, branch, commit };
    report(build, 'INPROGRESS', '');
    if (plan.status === 'fault') return finish(build, 'FAILED', plan.fault);
    waiting.push(() => perform(build, plan.steps!));
    startNext();
  }

  async function perform(build: Build, steps: Steps): Promise<void> {
    const output: string[] = [];
    live.set(build.id, output);
    let size = 0;
    const state = await runBuild(build, steps, {
      npmCache: options.npmCache ?? join(options.stateDir, 'npm-cache'),
      environment: options.environment,
      signal: stop.signal,
      write(text) {
        output.push(text);
        size += text.length;
        while (size > logLimit && output.length > 1) size -= output.shift()!.length;
      },
    });
    await finish(build, state, output.join(''));
  }

  async function finish(build: Build, state: Status['state'], text: string): Promise<void> {
    await mkdir(logs, { recursive: true });
    await writeFile(join(logs, `${build.id}.log`), text);
    live.delete(build.id);
    report(build, state, text);
  }

  function report(build: Build, state: Status['state'], text: string): void {
    const { repo, commit, branch, number, id } = build;
    const name = repo.edition === 'cloud' ? `Pipeline #${number} for ${branch}` : `Build #${number}`;
    world.putStatus({
      repo,
      commit,
      key: `${keyPrefix}${repo.slug}`.slice(0, 40),
      state,
      name: name.slice(0, 255),
      url: `${urls[repo.edition]}/_emulator/builds/${id}`,
      description: lastLines(text),
      refname: repo.edition === 'cloud' ? branch : `refs/heads/${branch}`,
    });
  }

  return {
    async log(id) {
      const output = live.get(id);
      if (output !== undefined) return output.join('');
      if (!/^[0-9a-f-]{36}$/.test(id)) return undefined;
      return readFile(join(logs, `${id}.log`), 'utf8').catch(() => undefined);
    },
    running: () => underWay.size,
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    async close() {
      stop.abort();
      waiting.length = 0;
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}

const keyPrefix = 'ci-';

/** The end of the output, as much as Bitbucket takes for a description (255 characters). */
function lastLines(text: string): string {
  const lines = stripVTControlCharacters(text.slice(-2_000))
    .split(/[\r\n]+/)
    .filter((line) => line.trim() !== '');
  return lines.slice(-5).join('\n').slice(-255);
}
