import { ServerResponse } from 'node:http';
import { Duplex } from 'node:stream';
import { asSeen, type EditionServer, type Exchange } from './exchange.ts';
import type { Verdict } from './faults.ts';
import { serveGit } from './git/serve.ts';
import { readHeaders, send } from './receive.ts';

/** Answers one request of git: login by the edition's rules, then `git http-backend`; what was pushed is told on. */
export async function handleGit(
  server: EditionServer,
  exchange: Exchange,
  target: { owner: string; slug: string; rest: string },
  verdict: Verdict,
): Promise<void> {
  const { request, response, entry, query } = exchange;
  const { api, world } = server;
  const write = [target.rest, query.get('service')].some((name) => name?.endsWith('git-receive-pack'));
  const login = api.authenticate({
    world: asSeen(world, verdict),
    headers: readHeaders(request),
    use: 'git',
    write,
    repository: { owner: target.owner, slug: target.slug },
  });
  if (login.status === 'ok') entry.credential = login.token?.name ?? 'anonymous';
  else if (request.headers.authorization !== undefined) entry.credential = 'refused';
  const repo = world.repository(api.edition, target.owner, target.slug);
  const refusal =
    login.status === 'refused'
      ? login.answer
      : (verdict.answer ?? (repo ? undefined : { status: 404, body: 'Repository not found\n' }));
  if (refusal !== undefined || repo === undefined) {
    request.resume();
    send(request, response, refusal ?? { status: 404 });
    return;
  }
  const token = login.status === 'ok' ? login.token : undefined;
  const exchangeGit = async () => {
    const { pushed } = await serveGit(request, verdict.drop === 'after' ? muted(exchange) : response, {
      dir: repo.dir,
      path: target.rest,
      query: query.toString(),
      remoteUser: token?.user?.name ?? entry.credential,
      write: write && !repo.archived,
      signal: server.signal,
    });
    if (verdict.drop === 'after') request.socket.destroy();
    const heads = pushed.filter(({ ref }) => ref.startsWith('refs/heads/'));
    await world.pushed(
      repo,
      token?.user,
      heads.map(({ ref, before, after }) => ({ branch: ref.slice('refs/heads/'.length), before, after })),
    );
  };
  // What a push changed is told by comparing before and after: nobody else may change anything between.
  if (target.rest === '/git-receive-pack') await world.inTurn(repo, exchangeGit);
  else await exchangeGit();
}

/** A response that takes everything and sends nothing: the work is done, and the caller never hears of it. */
function muted({ request }: Exchange): ServerResponse {
  const response = new ServerResponse(request);
  const sink = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
  response.assignSocket(sink as Parameters<ServerResponse['assignSocket']>[0]);
  return response;
}
