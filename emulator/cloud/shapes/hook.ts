import type { Hook } from '../../world.ts';
import { apiUrl, repositoryReference } from './repository.ts';
import { zulu } from './time.ts';

/** A webhook. Its secret is never shown, only whether there is one. */
export function hookShape(hook: Hook, baseUrl: string): object {
  return {
    type: 'webhook_subscription',
    uuid: hook.id,
    url: hook.url,
    description: hook.description,
    subject_type: 'repository',
    subject: repositoryReference(hook.repo, baseUrl),
    active: hook.active,
    created_at: zulu(hook.createdAt ?? hook.repo.updatedAt),
    events: hook.events,
    secret_set: hook.secret !== undefined,
    read_only: false,
    skip_cert_verification: false,
    source: null,
    links: { self: { href: `${apiUrl(hook.repo, baseUrl)}/hooks/${encodeURIComponent(hook.id)}` } },
  };
}
