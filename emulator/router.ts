import type { Route } from './http.ts';

/** The route that serves a path, and what its pattern captured. */
export interface Match {
  route: Route;
  params: Record<string, string>;
}

/**
 * Makes a function that finds the route for a method and a raw (still encoded) path. A literal segment wins over a
 * captured one, and that over `{rest...}`, which takes at least one segment, possibly an empty one (`…/src/main/`).
 */
export function makeRouter(routes: Route[]): (method: string, rawPath: string) => Match | undefined {
  const compiled = routes
    .map((route) => ({ route, segments: route.pattern.split('/').map(readSegment) }))
    .sort((one, other) => compare(one.segments, other.segments));
  return (method, rawPath) => {
    const path = decode(rawPath);
    if (path === undefined) return undefined;
    const tries = path.at(-1) === '' ? [path, path.slice(0, -1)] : [path];
    for (const candidate of tries)
      for (const { route, segments } of compiled) {
        const params = route.method === method ? capture(segments, candidate) : undefined;
        if (params !== undefined) return { route, params };
      }
    return undefined;
  };
}

type Segment = { kind: 'literal' | 'one' | 'rest'; text: string };

function readSegment(segment: string): Segment {
  const [, name, rest] = /^\{(\w+)(\.\.\.)?\}$/.exec(segment) ?? [];
  if (name === undefined) return { kind: 'literal', text: segment };
  return { kind: rest === undefined ? 'one' : 'rest', text: name };
}

const order = { literal: 0, one: 1, rest: 2 };

function compare(one: Segment[], other: Segment[]): number {
  for (let index = 0; index < Math.min(one.length, other.length); index += 1) {
    const by = order[one[index]!.kind] - order[other[index]!.kind];
    if (by !== 0) return by;
  }
  return other.length - one.length;
}

/** Segments decoded one by one, so that an encoded slash stays inside its segment; undefined for broken escapes. */
function decode(rawPath: string): string[] | undefined {
  try {
    return rawPath.split('/').map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

function capture(segments: Segment[], path: string[]): Record<string, string> | undefined {
  const params: Record<string, string> = Object.create(null);
  for (const [index, segment] of segments.entries()) {
    const here = path[index];
    if (here === undefined) return undefined;
    if (segment.kind === 'rest') {
      params[segment.text] = path.slice(index).join('/');
      return params;
    }
    if (segment.kind === 'literal' ? here !== segment.text : here === '') return undefined;
    if (segment.kind === 'one') params[segment.text] = here;
  }
  return segments.length === path.length ? params : undefined;
}
