import { createHash, randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Edition, Repo, World } from '../world.ts';
import { copyBare, makeBare } from './bare.ts';
import { commitFiles } from './commit.ts';
import { asMember, nextId, type State } from './state.ts';

type Operations = Pick<
  World,
  'repositories' | 'repository' | 'addRepository' | 'renameRepository' | 'removeRepository'
>;

/** What the world can do with whole repositories. */
export function repositoryOperations(state: State): Operations {
  /** Equal first commits are made once and copied: directories by the digest of their files. */
  const made = new Map<string, string>();
  return {
    repositories: (edition, owner) =>
      state.repos.filter(
        (repo) => repo.edition === edition && (owner === undefined || same(repo.owner, owner)),
      ),

    repository: (edition, owner, slug) => findRepository(state, edition, owner, slug),

    async addRepository(spec) {
      const slug = spec.slug.toLowerCase();
      if (!/^[a-z0-9_~][\w.~-]{0,127}$/.test(slug)) throw new Error(`"${spec.slug}" is no repository slug`);
      const taken = findRepository(state, spec.edition, spec.owner, slug);
      if (taken?.slug === slug) throw new Error(`${spec.owner}/${slug} exists already`);
      const id = spec.edition === 'cloud' ? `{${randomUUID()}}` : String(nextId(state));
      const dir = join(state.stateDir, 'repositories', `${spec.edition}-${id.replace(/[{}]/g, '')}.git`);
      await fill(state, made, dir, spec.files);
      const repo: Repo = {
        edition: spec.edition,
        id,
        owner: spec.owner,
        slug,
        name: spec.slug,
        dir,
        defaultBranch: 'main',
        archived: false,
        updatedAt: state.now(),
        defaultReviewers: (spec.defaultReviewers ?? []).map((user) => asMember(state, user, spec.edition)),
      };
      if (spec.ciCommand !== undefined) repo.ciCommand = spec.ciCommand;
      state.repos.push(repo);
      state.changed();
      return repo;
    },

    renameRepository(repo, slug) {
      state.formerSlugs.push({ repo, slug: repo.slug });
      repo.slug = slug.toLowerCase();
      repo.name = slug;
      repo.updatedAt = state.now();
      state.changed();
    },

    async removeRepository(repo) {
      state.repos = state.repos.filter((other) => other !== repo);
      state.formerSlugs = state.formerSlugs.filter((former) => former.repo !== repo);
      state.comments = state.comments.filter((comment) => comment.pull.repo !== repo);
      state.hooks = state.hooks.filter((hook) => hook.repo !== repo);
      state.pulls.delete(repo);
      state.statuses.delete(repo);
      state.changed();
      await rm(repo.dir, { recursive: true, force: true });
    },
  };
}

function findRepository(state: State, edition: Edition, owner: string, slug: string): Repo | undefined {
  const here = (repo: Repo) => repo.edition === edition && same(repo.owner, owner);
  return (
    state.repos.find((repo) => here(repo) && (same(repo.slug, slug) || repo.id === slug)) ??
    state.formerSlugs.findLast((former) => here(former.repo) && same(former.slug, slug))?.repo
  );
}

function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

async function fill(
  state: State,
  made: Map<string, string>,
  dir: string,
  files: Record<string, string> | undefined,
): Promise<void> {
  if (files === undefined || Object.keys(files).length === 0) return makeBare(dir);
  const digest = createHash('sha256').update(JSON.stringify(files)).digest('hex');
  const model = made.get(digest);
  if (model !== undefined) return copyBare(model, dir);
  const { name, email } = state.accounts.developer;
  await makeBare(dir);
  await commitFiles(dir, {
    branch: 'main',
    parent: undefined,
    files,
    message: 'Initial commit',
    author: { name, email },
    date: state.now(),
  });
  // A copy that nobody pushes to, so that later repositories start from these files and nothing else.
  const kept = join(state.stateDir, 'templates', `${digest}.git`);
  await copyBare(dir, kept);
  made.set(digest, kept);
}
