import type { Call } from '../http.ts';
import { badRequest } from './errors.ts';
import { find, readQuery } from './query.ts';

/** How long the pages of a list may be. */
export interface Limits {
  /** Values a page unless the caller says. */
  default: number;
  /** More than that is refused with 400, not clamped. */
  max: number;
}

/** What most lists allow. */
export const usual: Limits = { default: 10, max: 100 };

/**
 * One page of a list, after `q=` and `sort=`. Only the items of the page are rendered where there is neither.
 * `page` counts from 1; `next` stands only where there is more.
 */
export function page<T>(call: Call, items: T[], render: (item: T) => object, limits: Limits = usual): object {
  const { length, number } = wanted(call, limits);
  const query = call.query.get('q');
  const sort = call.query.get('sort');
  const start = (number - 1) * length;
  if (!query && !sort) {
    return envelope(call, items.slice(start, start + length).map(render), length, number, items.length);
  }
  const rendered = items.map(render);
  const kept = query ? rendered.filter(readQuery(query)) : rendered;
  const ordered = sort ? sorted(kept, sort) : kept;
  return envelope(call, ordered.slice(start, start + length), length, number, ordered.length);
}

/**
 * A page of a list without an end in sight (commits, source directories): `page` and `next` are opaque and nothing
 * tells the size. `read` gives the items from an offset on.
 */
export async function opaquePage<T>(
  call: Call,
  read: (skip: number, limit: number) => Promise<T[]>,
  render: (item: T) => object,
  limits: Limits,
): Promise<object> {
  const length = pageLength(call, limits);
  const skip = readOpaque(call.query.get('page'));
  const items = await read(skip, length + 1);
  const next = items.length > length ? { next: link(call, writeOpaque(skip + length)) } : {};
  return { pagelen: length, values: items.slice(0, length).map(render), ...next };
}

function envelope(call: Call, values: object[], length: number, number: number, size: number): object {
  return {
    values,
    pagelen: length,
    size,
    page: number,
    ...(number * length < size ? { next: link(call, String(number + 1)) } : {}),
    ...(number > 1 ? { previous: link(call, String(number - 1)) } : {}),
  };
}

function wanted(call: Call, limits: Limits): { length: number; number: number } {
  const number = Number(call.query.get('page') ?? 1);
  if (!Number.isInteger(number) || number < 1) throw badRequest('Invalid page');
  return { length: pageLength(call, limits), number };
}

function pageLength(call: Call, limits: Limits): number {
  const length = Number(call.query.get('pagelen') ?? limits.default);
  if (!Number.isInteger(length) || length < 1 || length > limits.max) throw badRequest('Invalid pagelen');
  return length;
}

function link(call: Call, page: string): string {
  const query = new URLSearchParams(call.query);
  query.set('page', page);
  return `${call.baseUrl}${call.path}?${query}`;
}

function sorted(values: object[], sort: string): object[] {
  const [sign, name] = sort.startsWith('-') ? [-1, sort.slice(1)] : [1, sort];
  if (!/^[\w.]+$/.test(name)) throw badRequest('Invalid sort');
  const key = (value: object) => find(value, name.split('.')) as string | number;
  return values.toSorted((one, other) => {
    const [left, right] = [key(one), key(other)];
    return left === right ? 0 : left < right ? -sign : sign;
  });
}

/** Opaque as Bitbucket's own: a client that counts pages itself gets nowhere. */
function writeOpaque(skip: number): string {
  return Buffer.from(`s${skip}`).toString('base64url');
}

function readOpaque(page: string | null): number {
  if (page === null) return 0;
  const [, digits] = /^s(\d{1,9})$/.exec(Buffer.from(page, 'base64url').toString()) ?? [];
  if (digits === undefined) throw badRequest('Invalid page');
  return Number(digits);
}
