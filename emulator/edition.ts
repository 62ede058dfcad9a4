import type { IncomingMessage, ServerResponse } from 'node:http';
import { asSeen, type EditionServer, type Exchange } from './exchange.ts';
import type { Verdict } from './faults.ts';
import { handleGit } from './git-request.ts';
import type { Answer, Call } from './http.ts';
import { readBody, readHeaders, rootOf, send } from './receive.ts';
import type { LoggedRequest } from './requests.ts';
import { makeRouter } from './router.ts';

/**
 * Makes the handler of an edition's REST and git paths. It gives `false`, with nothing done, for a path that is
 * neither: a page, or nothing at all.
 */
export function makeEditionHandler(server: EditionServer) {
  const { api } = server;
  const route = makeRouter(api.routes);
  const counted: Counted = new WeakMap();
  const isApi = (path: string) => /^\/(2\.0|rest)(\/|$)/.test(path);
  return async (request: IncomingMessage, response: ServerResponse): Promise<boolean> => {
    const [path = '/', search = ''] = (request.url ?? '/').split(/\?(.*)/s, 2);
    const method = request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET');
    const target = api.gitPath(path);
    const match = target === undefined ? route(method, path) : undefined;
    if (target === undefined && match === undefined && !isApi(path)) return false;
    const entry: LoggedRequest = {
      at: server.world.now().toISOString(),
      edition: api.edition,
      use: target === undefined ? 'rest' : 'git',
      method,
      endpoint: match?.route.pattern ?? target?.rest.replace(/^\//, '') ?? '(unknown)',
      credential: 'anonymous',
      status: 0,
      bytesIn: 0,
      bytesOut: 0,
    };
    server.log.add(entry);
    measure(counted, request, response, entry);
    const exchange: Exchange = { request, response, path, query: new URLSearchParams(search), entry };
    const verdict = server.faults.judge(entry);
    if (verdict.delay > 0) await wait(verdict.delay, server.signal);
    if (verdict.drop === 'before') request.socket.destroy();
    else if (target !== undefined) await handleGit(server, exchange, target, verdict);
    else await handleRest(server, exchange, match, verdict);
    return true;
  };
}

async function handleRest(
  server: EditionServer,
  exchange: Exchange,
  match: ReturnType<ReturnType<typeof makeRouter>>,
  verdict: Verdict,
): Promise<void> {
  const { request, response, entry } = exchange;
  const { world } = server;
  const body = await readBody(request);
  if (body === undefined) {
    send(request, response, { status: 413, headers: { Connection: 'close' }, body: 'Request too large' });
    request.destroy();
    return;
  }
  const headers = readHeaders(request);
  const call: Call = {
    world,
    method: entry.method,
    path: exchange.path,
    params: match?.params ?? {},
    query: exchange.query,
    headers,
    body,
    baseUrl: rootOf(request, server.url()),
    profile: server.profile,
  };
  const answer = await answerRest(server, call, match, verdict, entry);
  if (verdict.drop === 'after') request.socket.destroy();
  else send(request, response, answer);
}

async function answerRest(
  server: EditionServer,
  call: Call,
  match: ReturnType<ReturnType<typeof makeRouter>>,
  verdict: Verdict,
  entry: LoggedRequest,
): Promise<Answer> {
  const { api } = server;
  try {
    const given = { world: asSeen(server.world, verdict), headers: call.headers, use: 'rest' as const };
    const login = api.authenticate(given);
    entry.credential = login.status === 'ok' ? (login.token?.name ?? 'anonymous') : 'refused';
    if (login.status === 'refused') return login.answer;
    if (login.token) call.token = login.token;
    if (verdict.answer !== undefined) return verdict.answer;
    const answer = match === undefined ? api.notFound(call) : await match.route.handle(call);
    return { ...answer, headers: { ...api.headers(call), ...answer.headers } };
  } catch (error) {
    return api.broken(error);
  }
}

/** Bytes on the wire; a connection that is kept alive carries several requests one after the other. */
function measure(
  counted: Counted,
  request: IncomingMessage,
  response: ServerResponse,
  entry: LoggedRequest,
): void {
  const { socket } = request;
  const before = counted.get(socket) ?? { read: 0, written: 0 };
  const note = () => {
    entry.bytesIn = socket.bytesRead - before.read;
    entry.bytesOut = socket.bytesWritten - before.written;
    if (response.headersSent) entry.status = response.statusCode;
    counted.set(socket, { read: socket.bytesRead, written: socket.bytesWritten });
  };
  response.once('finish', note);
  response.once('close', note);
}

/** What a connection had carried when its last request ended. */
type Counted = WeakMap<object, { read: number; written: number }>;

function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done);
  });
}
