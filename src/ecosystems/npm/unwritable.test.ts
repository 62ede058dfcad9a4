import { expect, it } from 'vitest';
import type { Target } from '../../domain/plan.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import type { PlanTools } from '../ecosystem.ts';
import { npm } from './index.ts';

it.each(['yarn.lock', 'apps/shop/pnpm-lock.yaml', 'bun.lock'])(
  'says that %s is not written yet',
  async (path) => {
    const target = { manifest: path, package: 'ms', versions: ['2.0.0'] } as Target;
    const { candidates, rejected } = await npm.suggest!(target, {} as Workspace, {} as PlanTools);
    expect(candidates).toEqual([]);
    expect(rejected).toEqual([
      {
        how: 'lockfile',
        because: `this cannot be fixed yet, because Suture reads ${path.split('/').at(-1)} but does not write it`,
      },
    ]);
  },
);
