import type { PlanTools } from '../../ecosystem.ts';
import type { Settings } from './protocol.ts';

type FromNpmrc = Pick<
  Settings,
  'registry' | 'scopes' | 'legacyPeerDeps' | 'strictPeerDeps' | 'installStrategy'
>;

/**
 * What a repository's own `.npmrc` may decide: how peers are resolved, and registries on hosts that the operator
 * allows. Everything else in it (credentials, proxies, scripts, caches) is not ours to follow. Keys as in npm's
 * documentation of config.
 */
export function readNpmrc(
  text: string,
  tools: Pick<PlanTools, 'registry' | 'allowedHosts' | 'say'>,
): FromNpmrc {
  const entries = new Map(text.split(/\r?\n/).flatMap(toEntry));
  const allowed = (url: string): boolean => {
    const ok = URL.canParse(url) && isAllowed(new URL(url), tools);
    if (!ok)
      tools.say(`.npmrc names the registry ${hostOf(url)}, which is not allowed: ${tools.registry} is used`);
    return ok;
  };
  const named = entries.get('registry');
  const strategy = entries.get('install-strategy') ?? '';
  return {
    registry: named !== undefined && allowed(named) ? named : tools.registry,
    scopes: Object.fromEntries(
      [...entries].flatMap(([key, url]) => {
        const scope = /^(@[^:/]+):registry$/.exec(key)?.[1];
        return scope !== undefined && allowed(url) ? [[scope, url]] : [];
      }),
    ),
    legacyPeerDeps: entries.get('legacy-peer-deps') === 'true',
    strictPeerDeps: entries.get('strict-peer-deps') === 'true',
    installStrategy: isStrategy(strategy) ? strategy : 'hoisted',
  };
}

function toEntry(line: string): [string, string][] {
  const match = /^\s*([^#;=\s][^=]*?)\s*=\s*(.*?)\s*$/.exec(line);
  return match === null ? [] : [[match[1]!, match[2]!.replace(/^(["'])(.*)\1$/, '$2')]];
}

function isAllowed(
  url: URL,
  { registry, allowedHosts }: Pick<PlanTools, 'registry' | 'allowedHosts'>,
): boolean {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return false;
  return url.host === new URL(registry).host || allowedHosts.includes(url.hostname.toLowerCase());
}

/** Without user, password or query: a registry's URL may hold a secret. */
function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'of an unreadable address';
}

function isStrategy(value: string): value is Settings['installStrategy'] {
  return ['hoisted', 'nested', 'shallow', 'linked'].includes(value);
}
