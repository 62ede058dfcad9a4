import { parse } from 'jsonc-parser';
import type { Candidate, Rejected, Target } from '../../../domain/plan.ts';
import type { Workspace } from '../../../workspace/workspace.ts';
import type { PlanTools } from '../../ecosystem.ts';
import { NpmError } from '../apply/child-process.ts';
import { pathIn } from '../apply/project.ts';
import { type Session, withSession } from '../apply/session.ts';
import { declaredTree } from './declared-tree.ts';
import { makeLadder } from './ladder.ts';
import { openRegistry } from './registry.ts';
import { lookAt } from './situation.ts';
import { whyNoRelease } from './unfixable.ts';

type Suggestion = { candidates: Candidate[]; rejected: Rejected[] };

/**
 * The ladder for one vulnerable package. Looks at the locked tree and asks the registry for releases; whether npm
 * agrees, and whether the result is clean, is found out by `apply` and the engine's proof.
 * @throws {NpmError} with `retry` when the registry cannot be reached.
 */
export async function suggest(target: Target, files: Workspace, tools: PlanTools): Promise<Suggestion> {
  try {
    return await withSession(target.manifest, files, tools, async (session) => {
      const text = (await files.read(pathIn(session.project, '', 'package.json'))) ?? '{}';
      const rootPackage = (parse(text.replace(/^\uFEFF/, '')) ?? {}) as Record<string, unknown>;
      return await plan(session, target, rootPackage);
    });
  } catch (error) {
    if (!(error instanceof NpmError) || error.retry) throw error;
    return refused(`npm gives up: ${error.message}`);
  }
}

async function plan(
  session: Session,
  target: Target,
  rootPackage: Record<string, unknown>,
): Promise<Suggestion> {
  const registry = openRegistry(session);
  const unfixable = await whyNoRelease(target, registry);
  const { project } = session;
  const graph = project.lockfile === undefined ? declaredTree(rootPackage, target) : await session.graph();
  const situation = lookAt(target, graph);
  if (situation.carriers.size === 0) return refused(`${target.package} is not installed any more`);
  const { candidates, rejected } = await makeLadder({ situation, registry, project, rootPackage });
  // Where no release helps, only a parent that lets go of the package does.
  if (unfixable !== undefined && candidates.length === 0) return refused(unfixable);
  return { candidates: withoutRepeats(candidates), rejected };
}

function refused(because: string): Suggestion {
  return { candidates: [], rejected: [{ how: 'lockfile', because }] };
}

function withoutRepeats(candidates: Candidate[]): Candidate[] {
  const seen = new Map<string, Candidate>();
  for (const candidate of candidates) {
    const key = JSON.stringify(candidate.changes.map(({ file, name, to }) => [file, name, to]).sort());
    if (!seen.has(key)) seen.set(key, candidate);
  }
  return [...seen.values()];
}
