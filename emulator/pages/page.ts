import type { IncomingMessage } from 'node:http';
import type { Answer } from '../http.ts';
import type { Edition, Pull, World } from '../world.ts';
import { wrapPage } from './html.ts';
import { indexPage } from './index.ts';
import { pullPage } from './pull.ts';

/** The page at a path that is neither REST nor git. */
export async function showPage(world: World, edition: Edition, request: IncomingMessage): Promise<Answer> {
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
  if (request.method !== 'GET' && request.method !== 'HEAD') return missing();
  if (path === '/') return page(200, indexPage(world, edition));
  const pull = findPull(world, edition, path);
  return pull === undefined ? missing() : page(200, await pullPage(world, pull));
}

function findPull(world: World, edition: Edition, path: string): Pull | undefined {
  const pattern =
    edition === 'cloud'
      ? /^\/([\w.~%-]+)\/([\w.~%-]+)\/pull-requests\/(\d{1,9})(?:\/|$)/
      : /^\/(?:projects|users)\/([\w.~%-]+)\/repos\/([\w.~%-]+)\/pull-requests\/(\d{1,9})(?:\/|$)/;
  const [, owner, slug, number] = pattern.exec(path) ?? [];
  if (!owner || !slug) return undefined;
  const repo = world.repository(edition, decode(owner), decode(slug));
  return repo && world.pull(repo, Number(number));
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function missing(): Answer {
  return page(404, wrapPage('Not found', '<h1>Not found</h1><p><a href="/">All repositories</a></p>'));
}

function page(status: number, body: string): Answer {
  const headers = {
    'Content-Type': 'text/html; charset=utf-8',
    // Whatever a description smuggles in: no script, nothing from elsewhere.
    'Content-Security-Policy':
      "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
  };
  return { status, headers, body };
}
