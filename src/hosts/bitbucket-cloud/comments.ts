import type { Slug } from '../../domain/repository.ts';
import { once } from '../client/once.ts';
import { sameText, withMarker } from '../client/text.ts';
import type { Account } from '../host.ts';
import { type Client, pulls } from './client.ts';
import { comment as schema } from './schema.ts';

const fields = 'next,values.id,values.content.raw,values.deleted,values.user.uuid';

/** One comment per marker: edited in place where it exists. Others may quote a marker, so only our own counts. */
export async function comment(
  client: Client,
  us: Account | undefined,
  slug: Slug,
  number: number,
  { marker, body }: { marker: string; body: string },
): Promise<void> {
  const place = `${pulls(slug, number)}/comments`;
  const content = { raw: withMarker(body, marker) };
  const find = async () => {
    for await (const one of client.pages(schema, place, { pagelen: 100, sort: '-created_on', fields }))
      if (!one.deleted && one.text.includes(marker) && (!us || one.author === us.id)) return one;
    return undefined;
  };
  const post = async () => {
    await client.request({ method: 'POST', path: place, body: { content } });
    return undefined;
  };
  const existing = (await find()) ?? (await once(client.clock, post, find));
  if (existing && !sameText(existing.text, content.raw))
    await client.request({ method: 'PUT', path: `${place}/${existing.id}`, body: { content } });
}
