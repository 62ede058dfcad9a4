/** Runs work one after the other for each key, and at the same time for different keys. */
export type Queue = <T>(key: string, work: () => Promise<T>) => Promise<T>;

/** Makes a queue of its own; a failed piece of work does not hold up the next. */
export function makeQueue(): Queue {
  const last = new Map<string, Promise<unknown>>();
  return (key, work) => {
    const turn = (last.get(key) ?? Promise.resolve()).then(work, work);
    last.set(key, turn);
    const forget = () => {
      if (last.get(key) === turn) last.delete(key);
    };
    turn.then(forget, forget);
    return turn;
  };
}
