import { posix } from 'node:path';
import semver from 'semver';
import type { Attempt, Candidate, Change, Plan } from '../../../domain/plan.ts';
import type { Workspace } from '../../../workspace/workspace.ts';
import type { PlanTools } from '../../ecosystem.ts';
import { read } from '../read.ts';
import { NpmError } from './child-process.ts';
import { editPackageJson, packageOf } from './edit.ts';
import { writeLock } from './lock-text.ts';
import type { Graph, Resolve, Resolved } from './protocol.ts';
import { withSession } from './session.ts';
import { stagedFiles } from './stage.ts';
import { findUnrelated } from './unrelated.ts';

/** Writes a candidate's changes into the workspace, lets npm resolve the tree, and reads the manifest again. */
export async function apply(
  plan: Plan,
  candidate: Candidate,
  files: Workspace,
  tools: PlanTools,
): Promise<Attempt> {
  const manifest = plan.target.manifest;
  const before = new Map<string, string | undefined>();
  try {
    const because = await change(plan, candidate, files, tools, before);
    if (because !== undefined) return await undo(files, before, because);
  } catch (error) {
    const because = await undo(files, before, reason(error));
    if (!(error instanceof NpmError) || error.retry) throw error;
    return because;
  }
  const edits = await files.edits();
  const after = await read(files, [manifest]);
  return { status: 'changed', edits, after, summary: summarise(candidate) };
}

/** Gives the reason when it cannot be done. */
async function change(
  { target }: Plan,
  { changes }: Candidate,
  files: Workspace,
  tools: PlanTools,
  before: Map<string, string | undefined>,
): Promise<string | undefined> {
  if (posix.basename(target.manifest) === 'package.json') return editManifests(changes, files, before);
  return withSession(target.manifest, files, tools, async (session) => {
    const because = await editManifests(changes, files, before);
    if (because !== undefined) return because;
    const { lockText = '' } = session.project;
    const manifests = (await stagedFiles(session.project, files)).filter(({ kind }) => kind === 'manifest');
    const request = toRequest(await session.graph(), changes, target);
    const resolved = await settle(session.resolve(manifests, request), target.package);
    if ('because' in resolved) return resolved.because;
    const unrelated = findUnrelated(resolved, changes);
    if (unrelated !== undefined) return `npm would also change ${unrelated}, which has nothing to do with it`;
    before.set(target.manifest, lockText);
    await files.write(target.manifest, writeLock(lockText, resolved.base, resolved.next));
    return undefined;
  });
}

async function editManifests(
  changes: Change[],
  files: Workspace,
  before: Map<string, string | undefined>,
): Promise<string | undefined> {
  for (const change of changes) {
    if (change.how === 'lockfile') continue;
    const text = await files.read(change.file);
    const edited = text === undefined ? undefined : editPackageJson(text, change);
    if (edited === undefined) return `${change.file} does not declare ${change.name} as ${change.from}`;
    if (!before.has(change.file)) before.set(change.file, text);
    await files.write(change.file, edited);
  }
  return undefined;
}

/** npm's refusal is an answer, and leaves the session as it was. */
async function settle(answer: Promise<Resolved>, name: string): Promise<Resolved | { because: string }> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof NpmError) || error.retry || error.broken) throw error;
    const known: Record<string, string> = {
      ERESOLVE: `peer conflict: ${error.message}`,
      ETARGET: `the registry has no such release: ${error.message}`,
      E404: `the registry does not have a package that is needed: ${error.message}`,
      EALLOWGIT: 'npm would have to fetch a git dependency again, whose content is not known here',
      EALLOWREMOTE: 'npm would have to fetch a tarball again that does not come from a registry',
      EOVERRIDE: `the override of ${name} contradicts a direct dependency: ${error.message}`,
    };
    return { because: known[error.code] ?? `npm refused: ${error.message}` };
  }
}

/** Every affected copy has to go, whether a change names it or not: none may serve a raised parent again. */
function toRequest(graph: Graph, changes: Change[], target: Plan['target']): Resolve {
  const moved = changes.filter(({ how }) => how === 'lockfile');
  const moving = [
    ...target.versions.map((version) => `${target.package}@${version}`),
    ...moved.map(({ name, from }) => `${name}@${from}`),
  ];
  const pins = changes.flatMap((change) =>
    change.how === 'lockfile' ? pinsOfMove(graph, change) : pinOfRange(change),
  );
  return { moving, pins, avoid: [{ name: target.package, ...target.avoid }] };
}

/** Where the old copy is wanted by a range that the new version satisfies, the new version it is. */
function pinsOfMove(graph: Graph, { name, from, to }: Change): Resolve['pins'] {
  return graph.nodes.flatMap(({ edges }) =>
    edges.flatMap((edge) => {
      const copy = edge.to === undefined ? undefined : graph.nodes[edge.to];
      const fits = copy?.name === name && copy.version === from && edge.range !== undefined;
      return fits && semver.satisfies(to, edge.range!, { loose: true })
        ? [{ name: edge.name, range: edge.range!, version: to }]
        : [];
    }),
  );
}

/** The lowest version of a raised range is the one that was looked at. */
function pinOfRange({ name: key, to }: Change): Resolve['pins'] {
  const name = packageOf(key);
  const range = to.replace(/^npm:.+@/, '');
  const lowest =
    semver.validRange(range, { loose: true }) === null ? null : semver.minVersion(range, { loose: true });
  return lowest === null ? [] : [{ name, range, version: lowest.version }];
}

async function undo(
  files: Workspace,
  before: Map<string, string | undefined>,
  because: string,
): Promise<Attempt> {
  for (const [path, text] of before) await files.write(path, text ?? null);
  return { status: 'cannot', because };
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function summarise({ changes }: Candidate): string {
  return changes
    .map(({ name, from, to, file }) => `${name} ${from === undefined ? '' : `${from} → `}${to} in ${file}`)
    .join(', ');
}
