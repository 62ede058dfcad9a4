import { parse } from 'jsonc-parser';
import type { Candidate, Rejected, Target } from '../../../domain/plan.ts';
import type { Workspace } from '../../../workspace/workspace.ts';
import type { PlanTools } from '../../ecosystem.ts';
import { pathIn } from '../apply/project.ts';
import type { Graph } from '../apply/protocol.ts';
import { NpmError, openSession, type Session } from '../apply/session.ts';
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
    return await plan(target, files, tools);
  } catch (error) {
    if (!(error instanceof NpmError) || error.retry) throw error;
    return { candidates: [], rejected: [{ how: 'lockfile', because: `npm gives up: ${error.message}` }] };
  }
}

async function plan(target: Target, files: Workspace, tools: PlanTools): Promise<Suggestion> {
  await using session = await openSession(target.manifest, files, tools);
  const registry = openRegistry(session);
  const unfixable = await whyNoRelease(target, registry);
  const { project } = session;
  const rootText = (await files.read(pathIn(project, '', 'package.json'))) ?? '{}';
  const rootPackage = (parse(rootText.replace(/^\uFEFF/, '')) ?? {}) as Record<string, unknown>;
  const graph = await graphOf(session, target, rootPackage);
  const situation = lookAt(target, graph);
  if (situation.carriers.size === 0)
    return {
      candidates: [],
      rejected: [{ how: 'lockfile', because: `${target.package} is not installed any more` }],
    };
  const { candidates, rejected } = await makeLadder({ situation, registry, project, rootPackage });
  // Where no release helps, only a parent that lets go of the package does.
  if (unfixable !== undefined && candidates.length === 0)
    return { candidates, rejected: [{ how: 'lockfile', because: unfixable }] };
  return { candidates: withoutRepeats(candidates), rejected };
}

/** Without a lockfile there is no tree: what is declared with an exact version is what there is. */
async function graphOf(
  session: Session,
  target: Target,
  rootPackage: Record<string, unknown>,
): Promise<Graph> {
  if (session.project.lockfile !== undefined) return session.ask('load', {});
  const { declaredTree } = await import('./declared-tree.ts');
  return declaredTree(rootPackage, target);
}

function withoutRepeats(candidates: Candidate[]): Candidate[] {
  const seen = new Map<string, Candidate>();
  for (const candidate of candidates) {
    const key = JSON.stringify(candidate.changes.map(({ file, name, to }) => [file, name, to]).sort());
    if (!seen.has(key)) seen.set(key, candidate);
  }
  return [...seen.values()];
}
