import type { Problem } from '../../domain/problem.ts';
import type { LockfileName } from './claims.ts';
import type { Lockfile } from './lockfile.ts';

interface Format {
  /** The package manager that writes it, as `packageManager` in a `package.json` names it. */
  tool: string;
  /** How a person has it written anew. */
  refresh: string;
  load(): Promise<(path: string, text: string) => { lockfile?: Lockfile; problems: Problem[] }>;
}

const npm: Format = {
  tool: 'npm',
  refresh: 'npm install --package-lock-only',
  load: async () => (await import('./package-lock.ts')).readPackageLock,
};

/** What is known of each lockfile. A reader is loaded when the first file of its kind is met. */
export const formats: Record<LockfileName, Format> = {
  'npm-shrinkwrap.json': npm,
  'package-lock.json': npm,
  'pnpm-lock.yaml': {
    tool: 'pnpm',
    refresh: 'pnpm install --lockfile-only',
    load: async () => (await import('./pnpm-lock.ts')).readPnpmLock,
  },
  'yarn.lock': {
    tool: 'yarn',
    refresh: 'yarn install',
    load: async () => (await import('./yarn-lock.ts')).readYarnLock,
  },
  'bun.lock': {
    tool: 'bun',
    refresh: 'bun install --lockfile-only',
    load: async () => (await import('./bun-lock.ts')).readBunLock,
  },
};
