/** Runs work that shares a key one after the other, whatever becomes of the work before. */
export function makeTurns<K extends object>(): <T>(key: K, work: () => Promise<T>) => Promise<T> {
  const last = new WeakMap<K, Promise<unknown>>();
  return (key, work) => {
    const turn = (last.get(key) ?? Promise.resolve()).then(work, work);
    last.set(
      key,
      turn.catch(() => {}),
    );
    return turn;
  };
}
