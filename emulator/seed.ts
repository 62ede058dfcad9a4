import type { World } from './world.ts';

/** The seed of an empty world: its people and tokens are there already, and nothing else. */
export async function seedEmpty(_world: World): Promise<void> {}
