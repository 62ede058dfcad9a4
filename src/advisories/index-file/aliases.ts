/** An id and the other ids its record gives. */
export interface Named {
  id: string;
  aliases: readonly string[];
}

/**
 * Ids of one vulnerability, closed over all records: GHSA ↔ CVE in one and CVE ↔ PYSEC in another make all three know
 * each other. With OSV's own brakes (its `alias_computation`: records with more than 5 aliases join nothing, groups
 * of more than 32 ids are none), since one bulletin that lists many CVEs would melt strangers into one.
 * @returns for a record, its group's ids without its own, sorted.
 */
export function closeAliases(records: Iterable<Named>): (record: Named) => string[] {
  const parents = new Map<string, string>();
  for (const { id, aliases } of records) {
    if (aliases.length > joiningAliases) continue;
    for (const alias of aliases) union(parents, id, alias);
  }
  const groups = Map.groupBy(parents.keys(), (id) => find(parents, id));
  return ({ id, aliases }) => {
    const group = parents.has(id) ? groups.get(find(parents, id))! : [];
    const ids = group.length > groupLimit ? aliases : [...aliases, ...group];
    return [...new Set(ids)].filter((other) => other !== id).sort();
  };
}

const joiningAliases = 5;
const groupLimit = 32;

function union(parents: Map<string, string>, a: string, b: string): void {
  const [rootA, rootB] = [find(parents, a), find(parents, b)];
  if (rootA !== rootB) parents.set(rootB, rootA);
}

/** Path halving: keeps chains short without recursion. */
function find(parents: Map<string, string>, id: string): string {
  let at = id;
  for (;;) {
    const parent = parents.get(at);
    if (parent === undefined) {
      parents.set(at, at);
      return at;
    }
    if (parent === at) return at;
    const above = parents.get(parent)!;
    parents.set(at, above);
    at = above;
  }
}
