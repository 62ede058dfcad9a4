/** An OSV record without prose, references, credits and other ecosystems: about a tenth of it. */
export function trimRecord(value: unknown, ecosystem: string): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const { affected, database_specific: specific, ...record } = value as Record<string, unknown>;
  return {
    ...pick(record, ['id', 'modified', 'published', 'withdrawn', 'aliases', 'severity', 'summary']),
    ...(Array.isArray(affected) ? { affected: affected.filter(isOf(ecosystem)).map(trimAffected) } : {}),
    ...trimSpecific(specific),
  };
}

/** `npm`, and also `Packagist:https://…` for Packagist. */
function isOf(ecosystem: string): (affected: unknown) => boolean {
  return (affected) => {
    const name = String((affected as { package?: { ecosystem?: unknown } } | null)?.package?.ecosystem);
    return name === ecosystem || name.startsWith(`${ecosystem}:`);
  };
}

function trimAffected(affected: Record<string, unknown>): unknown {
  const { ranges, database_specific: specific } = affected;
  return {
    ...pick(affected, ['package', 'versions', 'severity']),
    ...(Array.isArray(ranges) ? { ranges: ranges.filter((range) => range?.type !== 'GIT') } : {}),
    ...trimSpecific(specific),
  };
}

function trimSpecific(specific: unknown): object {
  if (typeof specific !== 'object' || specific === null) return {};
  return { database_specific: pick(specific as Record<string, unknown>, ['severity', 'cwe_ids', 'cwes']) };
}

function pick(from: Record<string, unknown>, keys: string[]): Record<string, unknown> {
  return Object.fromEntries(keys.filter((key) => from[key] !== undefined).map((key) => [key, from[key]]));
}
