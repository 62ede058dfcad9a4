import type { Release } from '../apply/protocol.ts';
import type { Session } from '../apply/session.ts';

/** Releases by name. */
export interface Registry {
  /** `undefined` when the registry has no such package. */
  releasesOf(name: string): Promise<Release[] | undefined>;
  /** Asks for several at the same time. */
  prefetch(names: string[]): Promise<void>;
}

export function openRegistry({ releases }: Session): Registry {
  return {
    async prefetch(names) {
      await releases(names);
    },
    async releasesOf(name) {
      return (await releases([name]))[0] ?? undefined;
    },
  };
}
