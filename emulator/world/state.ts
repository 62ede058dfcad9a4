import type { Edition, Hook, Pull, PullComment, Repo, Status, User, World, WorldEvent } from '../world.ts';

/** People, their credentials, and where they work: what a world starts with. */
export type Accounts = Pick<World, 'users' | 'tokens' | 'developer' | 'workspace' | 'projectKey'>;

/** Every record of the world; the operations beside this file change it. */
export interface State {
  stateDir: string;
  accounts: Accounts;
  repos: Repo[];
  /** Slugs before renames. */
  formerSlugs: { repo: Repo; slug: string }[];
  pulls: Map<Repo, Pull[]>;
  comments: PullComment[];
  statuses: Map<Repo, Status[]>;
  hooks: Hook[];
  /** The last number given to a repository, comment or webhook. */
  lastId: number;
  now(): Date;
  /** Tells the listeners of a change that is done. */
  emit(event: WorldEvent): void;
  /** Has the records saved soon. */
  changed(): void;
  /** Runs changes of one repository's git one after the other. */
  inTurn<T>(repo: Repo, work: () => Promise<T>): Promise<T>;
}

/** The account of the same person in this edition; somebody without one stays who they are. */
export function asMember(state: State, user: User, edition: Edition): User {
  if (user.edition === edition) return user;
  return state.accounts.users.find((u) => u.edition === edition && u.email === user.email) ?? user;
}

/** A number that no repository, comment or webhook has yet. */
export function nextId(state: State): number {
  state.lastId += 1;
  return state.lastId;
}
