import type { Command } from './context.ts';

/** Every command, in the order of `--help`. */
export const commands: Command[] = [];
