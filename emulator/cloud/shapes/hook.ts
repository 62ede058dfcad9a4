import type { Hook, World } from '../../world.ts';
import { workspaceShape } from './owner.ts';
import { apiUrl, repositoryReference } from './repository.ts';
import { zulu } from './time.ts';

/** A webhook of a repository or of the workspace. Its secret is never shown, only whether there is one. */
export function hookShape(world: World, hook: Hook, baseUrl: string): object {
  const { repo } = hook;
  const root = repo ? apiUrl(repo, baseUrl) : `${baseUrl}/2.0/workspaces/${world.workspace}`;
  return {
    type: 'webhook_subscription',
    uuid: hook.id,
    url: hook.url,
    description: hook.description,
    subject_type: repo ? 'repository' : 'workspace',
    subject: repo ? repositoryReference(repo, baseUrl) : workspaceShape(world, baseUrl),
    active: hook.active,
    created_at: zulu(hook.createdAt ?? new Date(0)),
    events: hook.events,
    secret_set: Boolean(hook.secret),
    read_only: false,
    skip_cert_verification: false,
    source: null,
    links: { self: { href: `${root}/hooks/${encodeURIComponent(hook.id)}` } },
  };
}
