import type { FastifyInstance } from 'fastify';
import { startFromEvent } from '../engine/start.ts';
import type { ServerParts } from './parts.ts';

/**
 * Bitbucket's webhooks: verified over the raw body, remembered by delivery id, turned into a run, answered at once. A
 * lost, doubled, reordered or forged one changes nothing: an event only says where to look.
 */
export function addHooks(app: FastifyInstance, { store, driverOf, log }: ServerParts): void {
  app.register(async (scope) => {
    // The signature covers the bytes as they came, so nothing may parse them first.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_, body, done) => done(null, body));
    scope.post<{ Params: { connection: string }; Body: Buffer | undefined }>(
      '/hooks/:connection',
      async (request, reply) => {
        const connection = await store.connections.get(request.params.connection);
        if (connection === undefined) return reply.code(404).send({ status: 404, title: 'No such webhook' });
        const reading = driverOf(connection.kind).readHook(
          { headers: singleHeaders(request.headers), body: request.body ?? Buffer.alloc(0) },
          await store.connections.hookSecret(connection.id),
        );
        if (reading.status === 'rejected') {
          log.warn({ connection: connection.name, because: reading.because }, 'webhook rejected');
          return reply.code(401).send({ status: 401, title: 'Not signed by this connection’s secret' });
        }
        if (reading.status === 'event') {
          await store.transaction(async (tx) => {
            if (await tx.hooks.firstSeen(connection.id, reading.id))
              await startFromEvent(tx, connection.id, reading.event);
          });
        }
        return reply.code(202).send({ status: reading.status });
      },
    );
  });
}

function singleHeaders(
  headers: Record<string, string | string[] | undefined>,
): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
  );
}
