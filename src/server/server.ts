import fastify, { type FastifyInstance } from 'fastify';
import { addHooks } from './hooks.ts';
import type { ServerParts } from './parts.ts';

/** HTTP: Bitbucket's webhooks and the health of the process. Nothing else is reachable from outside. */
export function buildServer(parts: ServerParts): FastifyInstance {
  const app = fastify({ bodyLimit: 2 * 1024 * 1024 });
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async (_, reply) => {
    try {
      const depth = await parts.queue.depth();
      return { status: 'ready', queue: depth, advisories: parts.advisories() };
    } catch (error) {
      parts.log.error({ err: error }, 'not ready');
      return reply.code(503).send({ status: 'not ready', because: 'The database does not answer.' });
    }
  });
  addHooks(app, parts);
  app.setErrorHandler((error: { statusCode?: number; message: string }, _, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) parts.log.error({ err: error }, 'request failed');
    return reply.code(status).send({ status, title: status >= 500 ? 'Internal error' : error.message });
  });
  return app;
}
