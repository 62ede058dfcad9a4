import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Edition, World } from '../../../emulator/world.ts';

/** The build of every demo repository: on Cloud from its own file, on Data Center as a configured command. */
const build = ['npm ci --no-audit --no-fund', 'npm test'];

const pipelines = `image: node:24

pipelines:
  default:
    - step:
        name: Build and test
        script:
${build.map((line) => `          - ${line}`).join('\n')}
`;

/** What each repository is there to show; the folders of `seeds/` hold their files. */
export const repositories = [
  { name: 'release-notes', shows: 'a direct dependency is raised' },
  { name: 'asset-copier', shows: 'a lockfile refresh moves a transitive one' },
  { name: 'session-gateway', shows: 'the parent that brings it in is raised' },
  { name: 'nightly-report', shows: 'an override, as no release of the parent helps' },
  { name: 'legacy-sync', shows: 'a package without any fixed version' },
  { name: 'docs-renderer', shows: 'an upgrade that breaks its tests' },
] as const;

/** Puts the demo's repositories into both editions of the emulated Bitbucket. */
export async function seedDemo(world: World): Promise<void> {
  for (const edition of ['cloud', 'data-center'] satisfies Edition[]) {
    for (const { name } of repositories) {
      const files = {
        ...readSeed(name),
        ...(edition === 'cloud' ? { 'bitbucket-pipelines.yml': pipelines } : {}),
      };
      await world.addRepository({
        edition,
        owner: edition === 'cloud' ? world.workspace : world.projectKey,
        slug: name,
        files,
        defaultReviewers: [world.developer],
        ...(edition === 'cloud' ? {} : { ciCommand: build.join(' && ') }),
      });
    }
  }
}

function readSeed(name: string): Record<string, string> {
  const folder = join(import.meta.dirname, 'seeds', name);
  return Object.fromEntries(
    readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), 'utf8')]),
  );
}
