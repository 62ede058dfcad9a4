import type { Answer, Question, Settings } from '../protocol.ts';
import { openTree } from './tree.ts';

/**
 * Runs Arborist for one folder. A process of its own, because it reads hostile files, uses the network, and must be
 * killable; started with Node's permission model, so that neither git nor a lifecycle script can be run by it.
 */
process.once('message', async (settings: Settings) => {
  const tree = openTree(settings);
  process.on('message', async (question: Question) => {
    reply(await answer(tree, question));
  });
  reply({ ok: true, output: undefined });
});
process.once('disconnect', () => process.exit());

async function answer(tree: ReturnType<typeof openTree>, question: Question): Promise<Answer> {
  try {
    return { ok: true, output: await ask(tree, question) };
  } catch (error) {
    const { code, message } = error as { code?: unknown; message?: unknown };
    return { ok: false, code: String(code ?? 'UNKNOWN'), message: explain(error, String(message)) };
  }
}

function ask(tree: ReturnType<typeof openTree>, question: Question): Promise<unknown> {
  switch (question.verb) {
    case 'load':
      return tree.load();
    case 'base':
      return tree.base();
    case 'releases':
      return tree.releases(question.input.names);
    case 'resolve':
      return tree.resolve(question.input);
  }
}

interface PeerConflict {
  code: 'ERESOLVE';
  edge?: { name: string; spec: string; from?: { name?: string; version?: string } };
  current?: { name: string; version: string };
}

/** npm explains a peer conflict in an object, not in its message. */
function explain(error: unknown, message: string): string {
  const { code, edge, current } = error as PeerConflict;
  if (code !== 'ERESOLVE' || edge === undefined) return message;
  const from = edge.from?.name === undefined ? 'the project' : `${edge.from.name} ${edge.from.version ?? ''}`;
  return `${from.trim()} wants ${edge.name} ${edge.spec} beside it${current === undefined ? '' : `, not ${current.version}`}`;
}

function reply(message: Answer): void {
  process.send?.(message);
}
