import type { Slug } from '../../domain/repository.ts';
import { once } from '../client/once.ts';
import { type Client, repositoryPath } from './client.ts';
import { hook as schema } from './schema.ts';

const events = [
  'repo:refs_changed',
  'repo:modified',
  'pr:from_ref_updated',
  'pr:modified',
  'pr:merged',
  'pr:declined',
  'pr:deleted',
];

/** Where the server shows the secret and all is as it should be, nothing is written. */
export async function ensureHook(
  client: Client,
  slug: Slug,
  { url, secret }: { url: string; secret: string },
): Promise<void> {
  const body = {
    name: 'Suture',
    url,
    active: true,
    events,
    configuration: { secret },
    sslVerificationRequired: true,
  };
  const find = async () => (await hooksTo(client, slug, url))[0];
  const post = async () => {
    await client.request({ method: 'POST', path: hooks(slug), body });
    return undefined;
  };
  const existing = (await find()) ?? (await once(client.clock, post, find));
  if (!existing) return;
  const right =
    existing.active !== false &&
    existing.configuration?.secret === secret &&
    events.every((event) => existing.events.includes(event));
  if (!right) await client.request({ method: 'PUT', path: `${hooks(slug)}/${existing.id}`, body });
}

export async function removeHook(client: Client, slug: Slug, url: string): Promise<void> {
  for (const { id } of await hooksTo(client, slug, url))
    await client.request({ method: 'DELETE', path: `${hooks(slug)}/${id}`, expect: [404] });
}

async function hooksTo(client: Client, slug: Slug, url: string) {
  const all = await client.all(schema, hooks(slug), { limit: 1000 });
  return all.filter((one) => one.url === url);
}

function hooks(slug: Slug): string {
  return `${repositoryPath(slug)}/webhooks`;
}
