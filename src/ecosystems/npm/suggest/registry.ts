import type { Release } from '../apply/protocol.ts';
import type { Session } from '../apply/session.ts';

/** Releases by name, each package asked for once. */
export interface Registry {
  /** `undefined` when the registry has no such package. */
  releasesOf(name: string): Promise<Release[] | undefined>;
  /** Asks for several at the same time. */
  prefetch(names: string[]): Promise<void>;
}

export function openRegistry(session: Session): Registry {
  const known = new Map<string, Release[] | undefined>();
  const prefetch = async (names: string[]) => {
    const missing = [...new Set(names)].filter((name) => !known.has(name));
    if (missing.length === 0) return;
    const found = await session.ask('releases', { names: missing });
    for (const [i, name] of missing.entries()) known.set(name, found[i] ?? undefined);
  };
  return {
    prefetch,
    async releasesOf(name) {
      await prefetch([name]);
      return known.get(name);
    },
  };
}
