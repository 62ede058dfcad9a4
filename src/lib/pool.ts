/** Things that are costly to open, kept for the next one who wants the same. Dispose it to close those that are kept. */
export interface Pool extends AsyncDisposable {
  /**
   * Lends a thing that was opened under the same key and is not lent now, else a new one. It is kept afterwards unless
   * `use` throws, since then nobody knows what state it is in.
   */
  lend<T extends AsyncDisposable, R>(
    key: string,
    open: () => Promise<T>,
    use: (thing: T) => Promise<R>,
  ): Promise<R>;
}

/** A pool that keeps at most `most` things open that are not lent; the longest unused is closed first. */
export function makePool(most: number): Pool {
  const idle: { key: string; thing: AsyncDisposable }[] = [];
  return {
    async lend<T extends AsyncDisposable, R>(
      key: string,
      open: () => Promise<T>,
      use: (thing: T) => Promise<R>,
    ): Promise<R> {
      const at = idle.findLastIndex((one) => one.key === key);
      const thing = at === -1 ? await open() : (idle.splice(at, 1)[0]!.thing as T);
      try {
        const result = await use(thing);
        idle.push({ key, thing });
        if (idle.length > most) await idle.shift()!.thing[Symbol.asyncDispose]();
        return result;
      } catch (error) {
        await thing[Symbol.asyncDispose]();
        throw error;
      }
    },
    async [Symbol.asyncDispose]() {
      for (const { thing } of idle.splice(0)) await thing[Symbol.asyncDispose]();
    },
  };
}
