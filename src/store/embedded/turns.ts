/** Exclusive use of one thing, in order of arrival. */
export interface Turns {
  /** Waits for its turn; what it gives back ends the turn and may be called twice. */
  take(): Promise<() => void>;
}

export function makeTurns(): Turns {
  let last = Promise.resolve();
  return {
    async take() {
      const before = last;
      const { promise, resolve } = Promise.withResolvers<void>();
      last = promise;
      await before;
      return resolve;
    },
  };
}
