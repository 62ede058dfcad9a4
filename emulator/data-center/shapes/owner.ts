import { numberOf } from '../access.ts';
import type { Dialect } from './dialect.ts';

/** A project; `~name` is a person's own. */
export function projectShape(key: string, { baseUrl }: Dialect): object {
  const personal = key.startsWith('~');
  const path = personal ? `users/${key.slice(1)}` : `projects/${key}`;
  return {
    key,
    id: numberOf(`project ${key}`),
    name: key,
    public: false,
    type: personal ? 'PERSONAL' : 'NORMAL',
    links: { self: [{ href: `${baseUrl}/${path}` }] },
  };
}
