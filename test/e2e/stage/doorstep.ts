import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { FastifyInstance } from 'fastify';
import type { App } from '../../../src/app.ts';
import { hosts } from '../../../src/hosts/hosts.ts';
import { makeLog } from '../../../src/lib/log.ts';
import { makeRedactor } from '../../../src/lib/redact.ts';
import { buildServer } from '../../../src/server/server.ts';

/** A webhook as it came. */
export interface Delivery {
  path: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** The address that Bitbucket knows, before Suture's server: what comes is kept, handed on, or held back. */
export interface Doorstep extends AsyncDisposable {
  url: string;
  /** Everything that came, in order. */
  came: Delivery[];
  /** From now on deliveries go to this app's server. */
  open(app: App): void;
  /** Hands a delivery to the server as Bitbucket would; gives the status of the answer. */
  hand(delivery: Delivery): Promise<number>;
  /** What comes is answered and kept, but not handed on until the returned function is called; gives what was held. */
  hold(): () => Delivery[];
}

export async function openDoorstep(): Promise<Doorstep> {
  let server: FastifyInstance | undefined;
  let held: Delivery[] | undefined;
  const came: Delivery[] = [];
  const hand = async ({ path, headers: { 'content-length': _, ...headers }, body }: Delivery) => {
    const answer = await server!.inject({ method: 'POST', url: path, headers, payload: body });
    return answer.statusCode;
  };
  const take = async (request: IncomingMessage) => {
    const delivery = { path: request.url!, headers: request.headers, body: await buffer(request) };
    came.push(delivery);
    if (held === undefined) return hand(delivery);
    held.push(delivery);
    return 202;
  };
  const front = createServer((request, response) => {
    take(request).then(
      (status) => response.writeHead(status).end(),
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(front.address() as AddressInfo).port}`,
    came,
    open({ store, engine }) {
      server = buildServer({
        store,
        queue: store.reader,
        driverOf: (kind) => hosts[kind],
        advisories: () => engine.advisories().about,
        log: makeLog({ level: 'error', redact: makeRedactor([]) }),
      });
    },
    hand,
    hold() {
      const own: Delivery[] = [];
      held = own;
      return () => {
        held = undefined;
        return own;
      };
    },
    async [Symbol.asyncDispose]() {
      front.closeAllConnections();
      await new Promise((resolve) => front.close(resolve));
      await server?.close();
    },
  };
}
