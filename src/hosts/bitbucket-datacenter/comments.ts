import type { Slug } from '../../domain/repository.ts';
import { once } from '../client/once.ts';
import { sameText, withMarker } from '../client/text.ts';
import { HostError } from '../error.ts';
import type { Account } from '../host.ts';
import { type Client, pulls } from './client.ts';
import { activity } from './schema.ts';

/** One comment per marker: edited in place where it exists. Others may quote a marker, so only our own counts. */
export async function comment(
  client: Client,
  us: Account | undefined,
  slug: Slug,
  number: number,
  { marker, body }: { marker: string; body: string },
): Promise<void> {
  const place = `${pulls(slug, number)}/comments`;
  const text = withMarker(body, marker);
  const find = async () => {
    // Activities are the only list of all comments: `/comments` wants the path of a file.
    for await (const one of client.pages(activity, `${pulls(slug, number)}/activities`, { limit: 500 }))
      if (one?.text.includes(marker) && (!us || one.author.toLowerCase() === us.id.toLowerCase())) return one;
    return undefined;
  };
  const post = async () => {
    await client.request({ method: 'POST', path: place, body: { text } });
    return undefined;
  };
  let existing = (await find()) ?? (await once(client.clock, post, find));
  for (let attempt = 1; existing && !sameText(existing.text, text); attempt += 1) {
    const { id, version } = existing;
    const call = { method: 'PUT', path: `${place}/${id}`, body: { text, version }, expect: [409] } as const;
    if ((await client.request(call)).status < 300) return;
    if (attempt === 3)
      throw new HostError('conflict', `Comment ${id} changed each time Suture was about to change it`, {
        retry: true,
      });
    existing = await find();
  }
}
