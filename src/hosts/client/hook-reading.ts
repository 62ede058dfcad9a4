import { createHash } from 'node:crypto';
import type { HookReading, HookRequest } from '../host.ts';
import { distrust } from './hook-signature.ts';

/**
 * The frame of reading a webhook: who signed it, is it JSON, and then the edition's own reading of key and payload.
 * `idHeader` names the delivery, the same for every retry of it.
 */
export function readSigned(
  request: HookRequest,
  secret: string,
  idHeader: string,
  read: (key: string, payload: unknown) => Omit<HookReading & { status: 'event' }, 'id'> | string,
): HookReading {
  const distrusted = distrust(request, secret);
  if (distrusted !== undefined) return { status: 'rejected', because: distrusted };
  const key = request.headers['x-event-key'] ?? '';
  const payload = parse(request.body);
  if (payload === undefined) return { status: 'rejected', because: 'the body is not JSON' };
  const reading = read(key, payload);
  if (typeof reading === 'string') return { status: 'ignored', because: reading };
  const id = request.headers[idHeader] ?? createHash('sha256').update(request.body).digest('hex');
  return { ...reading, id };
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}
