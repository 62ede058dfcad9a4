import type { Slug } from '../../domain/repository.ts';
import { once } from '../client/once.ts';
import { path } from '../client/rest.ts';
import { type Client, repositoryPath } from './client.ts';
import { hook as schema } from './schema.ts';

const events = [
  'repo:push',
  'repo:updated',
  'repo:transfer',
  'repo:deleted',
  'repo:commit_status_created',
  'repo:commit_status_updated',
  'pullrequest:updated',
  'pullrequest:fulfilled',
  'pullrequest:rejected',
];

/** The secret is never shown, so an existing hook is always written again: only then do both sides surely have the same. */
export async function ensureHook(
  client: Client,
  slug: Slug,
  { url, secret }: { url: string; secret: string },
): Promise<void> {
  const body = { description: 'Suture', url, active: true, secret, events };
  const find = async () => (await hooksTo(client, slug, url))[0];
  const post = async () => {
    await client.request({ method: 'POST', path: hooks(slug), body });
    return undefined;
  };
  const existing = (await find()) ?? (await once(client.clock, post, find));
  if (existing) await client.request({ method: 'PUT', path: hooks(slug) + path`/${existing.id}`, body });
}

export async function removeHook(client: Client, slug: Slug, url: string): Promise<void> {
  for (const { id } of await hooksTo(client, slug, url))
    await client.request({ method: 'DELETE', path: hooks(slug) + path`/${id}`, expect: [404] });
}

async function hooksTo(client: Client, slug: Slug, url: string) {
  const query = { pagelen: 100, fields: 'next,values.uuid,values.url' };
  const all = await client.all(schema, hooks(slug), query);
  return all.filter((one) => one.url === url);
}

function hooks(slug: Slug): string {
  return `${repositoryPath(slug)}/hooks`;
}
