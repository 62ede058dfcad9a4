import type { Hook } from '../../world.ts';
import { numberOf } from '../access.ts';

/** A webhook. Unlike Cloud, the secret is shown to whoever may see the webhook. */
export function hookShape(hook: Hook): object {
  const created = Number(hook.createdAt ?? 0);
  return {
    id: numberOf(hook.id),
    name: hook.description,
    createdDate: created,
    updatedDate: created,
    events: hook.events,
    configuration: hook.secret ? { secret: hook.secret } : {},
    url: hook.url,
    active: hook.active,
    scopeType: 'repository',
    sslVerificationRequired: true,
  };
}
