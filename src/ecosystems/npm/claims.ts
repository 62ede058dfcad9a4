/** Lockfiles that are read, the one that npm prefers first. */
export const lockfileNames = ['npm-shrinkwrap.json', 'package-lock.json'] as const;

/** Lockfiles of other package managers for the same registry: not read, but never passed over in silence. */
export const foreignLockfileNames = ['yarn.lock', 'pnpm-lock.yaml', 'bun.lock', 'bun.lockb'] as const;

const context = new Set<string>(['package.json', '.npmrc', ...foreignLockfileNames]);
const inventory = new Set<string>(lockfileNames);

/** Whether npm's reader wants this path; installed packages (`node_modules`) are never read. */
export function claims(path: string): 'inventory' | 'context' | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const claim = inventory.has(name) ? 'inventory' : context.has(name) ? 'context' : undefined;
  return claim !== undefined && /(^|\/)node_modules\//.test(path) ? undefined : claim;
}
