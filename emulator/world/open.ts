import type { Repo, User, World, WorldEvent } from '../world.ts';
import { type BranchChange, branchOperations, noteBranchChange } from './branches.ts';
import { commentOperations } from './comments.ts';
import {
  diffStat,
  diffText,
  findMergeBase,
  listBranches,
  listCommits,
  listTree,
  readFileAt,
} from './content.ts';
import { makeSaver, readRecords } from './file.ts';
import { hookOperations } from './hooks.ts';
import { pullOperations } from './pulls.ts';
import { fromRecords, toRecords } from './records.ts';
import { readTip } from './refs.ts';
import { repositoryOperations } from './repositories.ts';
import type { Accounts, State } from './state.ts';
import { statusOperations } from './statuses.ts';
import { makeTurns } from './turns.ts';

/** A world with what its server needs besides. */
export interface OpenWorld extends World {
  /** Whether the directory held no world before. */
  fresh: boolean;
  /** Runs a git client's push while nothing else changes the repository's branches. */
  inTurn<T>(repo: Repo, work: () => Promise<T>): Promise<T>;
  /** Takes note of branches that a git client pushed. */
  pushed(repo: Repo, actor: User | undefined, changes: BranchChange[]): Promise<void>;
  /** Saves what is not saved yet. */
  flush(): Promise<void>;
}

/**
 * Opens the world kept in a directory, or makes one there with these accounts. One process a directory.
 * @throws when the directory holds something else.
 */
export async function openWorld(options: {
  stateDir: string;
  accounts: () => Accounts;
  now?: () => Date;
}): Promise<OpenWorld> {
  const saved = await readRecords(options.stateDir);
  const listeners = new Set<(event: WorldEvent) => void>();
  const saver = makeSaver(options.stateDir, () => toRecords(state));
  const state: State = {
    ...(saved
      ? fromRecords(saved, options.stateDir)
      : {
          accounts: options.accounts(),
          repos: [],
          formerSlugs: [],
          pulls: new Map(),
          comments: [],
          statuses: new Map(),
          hooks: [],
          lastId: 0,
        }),
    stateDir: options.stateDir,
    now: options.now ?? (() => new Date()),
    emit: (event) => {
      for (const listener of [...listeners]) listener(event);
    },
    changed: saver.changed,
    inTurn: makeTurns<Repo>(),
  };
  saver.changed();
  return {
    ...state.accounts,
    fresh: saved === undefined,
    now: state.now,
    ...repositoryOperations(state),
    ...branchOperations(state),
    ...pullOperations(state),
    ...commentOperations(state),
    ...statusOperations(state),
    ...hookOperations(state),
    tip: (repo, branch) => readTip(repo.dir, branch),
    branches: (repo) => listBranches(repo.dir),
    commits: (repo, rev, limit, more) => listCommits(repo.dir, rev, limit, more),
    mergeBase: (repo, one, other) => findMergeBase(repo.dir, one, other),
    file: (repo, commit, path) => readFileAt(repo.dir, commit, path),
    tree: (repo, commit, path) => listTree(repo.dir, commit, path),
    diff: (repo, from, to) => diffText(repo.dir, from, to),
    diffstat: (repo, from, to) => diffStat(repo.dir, from, to),
    on(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    inTurn: state.inTurn,
    async pushed(repo, actor, changes) {
      for (const change of changes) await noteBranchChange(state, repo, actor, change);
    },
    flush: saver.flush,
  };
}
