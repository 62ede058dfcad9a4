/** Lockfiles that are read, in the order in which they are preferred where a project does not say what it uses. */
export const lockfileNames = [
  'npm-shrinkwrap.json',
  'package-lock.json',
  'pnpm-lock.yaml',
  'yarn.lock',
  'bun.lock',
] as const;

export type LockfileName = (typeof lockfileNames)[number];

/** A binary lockfile: not read, but never passed over in silence. */
export const binaryLockfileName = 'bun.lockb';

/** `pnpm-workspace.yaml` and `.yarnrc.yml` may hold ranges that a `package.json` refers to. */
const context = new Set<string>([
  'package.json',
  '.npmrc',
  'pnpm-workspace.yaml',
  '.yarnrc.yml',
  binaryLockfileName,
]);
const inventory = new Set<string>(lockfileNames);

/** Whether npm's reader wants this path; installed packages (`node_modules`) are never read. */
export function claims(path: string): 'inventory' | 'context' | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const claim = inventory.has(name) ? 'inventory' : context.has(name) ? 'context' : undefined;
  return claim !== undefined && /(^|\/)node_modules\//.test(path) ? undefined : claim;
}
