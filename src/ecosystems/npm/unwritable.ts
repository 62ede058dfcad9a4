import { posix } from 'node:path';

const unwritten = new Set(['yarn.lock', 'pnpm-lock.yaml', 'bun.lock']);

/** Why nothing in this lockfile can be fixed yet; `undefined` for npm's and for a `package.json`. */
export function whyUnwritable(manifest: string): string | undefined {
  const name = posix.basename(manifest);
  if (!unwritten.has(name)) return undefined;
  return `this cannot be fixed yet, because Suture reads ${name} but does not write it`;
}
