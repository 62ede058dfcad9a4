import type { Repo, World } from '../../../emulator/world.ts';

/**
 * Plays the developers of the demo: merges a pull request of Suture's once all its builds are green, one after the
 * other, and leaves a red one alone. Gives what was merged.
 */
export async function mergeGreen(world: World): Promise<string[]> {
  const merged: string[] = [];
  for (const edition of ['cloud', 'data-center'] as const) {
    for (const repo of world.repositories(edition)) {
      for (const pull of world.pulls(repo)) {
        if (
          pull.state !== 'OPEN' ||
          !(await isGreen(world, repo, pull.source)) ||
          (await world.conflicts(pull))
        )
          continue;
        await world.mergePull(pull, world.developer);
        merged.push(`${repo.owner}/${repo.slug} #${pull.number}`);
      }
    }
  }
  return merged;
}

async function isGreen(world: World, repo: Repo, branch: string): Promise<boolean> {
  const tip = await world.tip(repo, branch);
  const statuses = tip === undefined ? [] : world.statuses(repo, tip);
  return statuses.length > 0 && statuses.every((status) => status.state === 'SUCCESSFUL');
}
