import type { Ecosystem } from './ecosystem.ts';
import { npm } from './npm/index.ts';

/** Every ecosystem that Suture knows. */
export const ecosystems: readonly Ecosystem[] = [npm];
