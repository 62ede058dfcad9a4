import npa from 'npm-package-arg';
import pacote from 'pacote';
import type { Release } from '../protocol.ts';

interface Published {
  version?: unknown;
  deprecated?: unknown;
  dependencies?: Record<string, unknown>;
  optionalDependencies?: Record<string, unknown>;
  peerDependencies?: Record<string, unknown>;
  peerDependenciesMeta?: Record<string, { optional?: unknown } | undefined>;
  bundleDependencies?: unknown;
  bundledDependencies?: unknown;
}

/** The releases of one package, `null` where the registry does not know it. Full documents, as npm itself asks. */
export async function fetchReleases(name: string, options: object): Promise<Release[] | null> {
  try {
    const packument = await pacote.packument(name, { ...options, fullMetadata: true });
    return Object.entries((packument.versions ?? {}) as Record<string, Published>).map(
      ([version, published]) => toRelease(version, published),
    );
  } catch (error) {
    if ((error as { code?: string }).code === 'E404') return null;
    throw error;
  }
}

function toRelease(version: string, published: Published): Release {
  const optional = published.peerDependenciesMeta ?? {};
  const peers = Object.entries(published.peerDependencies ?? {}).filter(
    ([name]) => !optional[name]?.optional,
  );
  const wants = { ...published.dependencies, ...published.optionalDependencies };
  const bundles = published.bundleDependencies ?? published.bundledDependencies;
  return {
    version,
    deprecated: typeof published.deprecated === 'string' && published.deprecated !== '',
    wants: [...Object.entries(wants), ...peers].flatMap(([alias, spec]) => toWant(alias, spec)),
    bundles: bundles === true ? Object.keys(wants) : Array.isArray(bundles) ? bundles.map(String) : [],
  };
}

function toWant(alias: string, spec: unknown): Release['wants'] {
  try {
    const parsed = npa.resolve(alias, String(spec));
    const target = parsed.type === 'alias' ? (parsed as npa.AliasResult).subSpec : parsed;
    if (!target.registry || target.name == null) return [];
    return [{ name: target.name, range: target.type === 'tag' ? '*' : (target.fetchSpec ?? '*'), alias }];
  } catch {
    return [];
  }
}
