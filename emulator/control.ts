import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { Faults } from './faults.ts';
import { readBody, send } from './receive.ts';
import type { RequestLog } from './requests.ts';

/** What the paths below `/_emulator/` steer. */
export interface Controls {
  log: RequestLog;
  faults: Faults;
  /** The log of a build, or undefined. */
  buildLog(id: string): Promise<string | undefined>;
  /** Sends Data Center's unsigned test request to a webhook; false for an unknown one. */
  ping(hookId: string): Promise<boolean>;
}

/** Answers `/_emulator/requests`, `/_emulator/faults`, `/_emulator/builds/{id}` and `/_emulator/hooks/{id}/ping`. */
export async function handleControl(
  controls: Controls,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [path = '', search = ''] = (request.url ?? '').split('?', 2);
  const [, , place = '', id = '', verb = ''] = path.split('/');
  const reply = (status: number, body: object | string) => send(request, response, { status, body });
  switch (`${request.method} ${place}${verb && `/${verb}`}`) {
    case 'GET requests': {
      const limit = Number(new URLSearchParams(search).get('limit') ?? 100);
      return reply(200, controls.log.counts(Number.isInteger(limit) ? limit : 100));
    }
    case 'DELETE requests':
      controls.log.clear();
      return reply(200, controls.log.counts());
    case 'GET faults':
      return reply(200, controls.faults.list());
    case 'DELETE faults':
      controls.faults.clear();
      return reply(200, []);
    case 'PUT faults':
      return putFaults(controls.faults, await readBody(request), reply);
    case 'GET builds': {
      const text = await controls.buildLog(id);
      return reply(text === undefined ? 404 : 200, text ?? 'There is no such build.');
    }
    case 'POST hooks/ping': {
      const known = await controls.ping(decodeURIComponent(id));
      return reply(known ? 200 : 404, { sent: known });
    }
    default:
      return reply(404, { message: `There is nothing at ${request.method} ${path}` });
  }
}

function putFaults(
  faults: Faults,
  body: Buffer | undefined,
  reply: (status: number, body: object) => void,
): void {
  try {
    faults.set(JSON.parse(body?.toString('utf8') ?? ''));
    reply(200, faults.list());
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    reply(400, { message: reason });
  }
}
