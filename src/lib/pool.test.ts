import { describe, expect, it } from 'vitest';
import { makePool } from './pool.ts';

describe('a pool', () => {
  it('lends again what was opened under the same key', async () => {
    const world = makeWorld();
    await using pool = makePool(2);
    for (const key of ['a', 'b', 'a']) await pool.lend(key, world.open(key), async () => {});
    expect(world.log).toEqual(['open a', 'open b']);
  });

  it('opens a second one while the first is lent', async () => {
    const world = makeWorld();
    await using pool = makePool(2);
    await pool.lend('a', world.open('a'), () => pool.lend('a', world.open('a'), async () => {}));
    expect(world.log).toEqual(['open a', 'open a']);
  });

  it('closes the longest unused when it keeps too many, and all of them in the end', async () => {
    const world = makeWorld();
    {
      await using pool = makePool(2);
      for (const key of ['a', 'b', 'c']) await pool.lend(key, world.open(key), async () => {});
      expect(world.log).toEqual(['open a', 'open b', 'open c', 'close a']);
    }
    expect(world.log.slice(4)).toEqual(['close b', 'close c']);
  });

  it('does not keep what somebody failed with', async () => {
    const world = makeWorld();
    await using pool = makePool(2);
    const failing = pool.lend('a', world.open('a'), async () => {
      throw new Error('broken');
    });
    await expect(failing).rejects.toThrow('broken');
    expect(world.log).toEqual(['open a', 'close a']);
  });
});

function makeWorld() {
  const log: string[] = [];
  const open = (key: string) => async () => {
    log.push(`open ${key}`);
    return {
      async [Symbol.asyncDispose]() {
        log.push(`close ${key}`);
      },
    };
  };
  return { log, open };
}
