/** Wakes those who wait for tasks. */
export interface Bell {
  /** How often it has rung; taken before looking, so that a ring while one looks is not missed. */
  rung(): number;
  /** Wakes up to `times` waiters. */
  ring(times?: number): void;
  /** Waits until it rings (or has rung since `seen`), the signal aborts, or `milliseconds` have passed. */
  wait(seen: number, signal: AbortSignal, milliseconds: number): Promise<void>;
  waiting(): number;
}

export function makeBell(): Bell {
  const sleepers = new Set<() => void>();
  let rung = 0;
  return {
    rung: () => rung,
    ring(times = 1) {
      rung += 1;
      for (const wake of [...sleepers].slice(0, times)) wake();
    },
    async wait(seen, signal, milliseconds) {
      if (signal.aborted || rung !== seen) return;
      await new Promise<void>((resolve) => {
        const wake = () => {
          clearTimeout(timer);
          signal.removeEventListener('abort', wake);
          sleepers.delete(wake);
          resolve();
        };
        const timer = setTimeout(wake, milliseconds);
        signal.addEventListener('abort', wake, { once: true });
        sleepers.add(wake);
      });
    },
    waiting: () => sleepers.size,
  };
}
