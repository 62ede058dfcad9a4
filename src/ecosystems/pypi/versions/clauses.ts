import { parseVersion } from './parse.ts';

/** One condition: `>=` and `1.2`. */
export interface Clause {
  operator: '~=' | '==' | '!=' | '<=' | '>=' | '<' | '>' | '===';
  version: string;
}

/** The conditions of a specifier set, all of which must hold; `undefined` for nonsense. */
export function clausesOf(set: string): Clause[] | undefined {
  const plain = /^\((.*)\)$/s.exec(set)?.[1] ?? set;
  const clauses: Clause[] = [];
  for (const text of plain.split(',').map((part) => part.trim())) {
    if (text === '') continue;
    const found = /^(~=|===?|!=|<=|>=|<|>)\s*(\S+)$/.exec(text);
    const read =
      found === null
        ? poetryClauses(text)
        : [{ operator: found[1] as Clause['operator'], version: found[2]! }];
    if (read === undefined) return undefined;
    clauses.push(...read);
  }
  return clauses;
}

/** The one version that a specifier set pins, as written: `==1.2.3`, `===1.2.3`, but not `==1.2.*`. */
export function pinnedVersion(set: string): string | undefined {
  return clausesOf(set.trim())?.find(
    ({ operator, version }) => operator.startsWith('==') && !version.includes('*'),
  )?.version;
}

/**
 * What Poetry's notations mean in PEP 440's terms (https://python-poetry.org/docs/dependency-specification/): `^`
 * holds the first number that is not zero, `~` all but the last of at least two, a bare version is exactly that one;
 * also conda's and Pipenv's `*`.
 * @returns `undefined` for nonsense.
 */
function poetryClauses(text: string): Clause[] | undefined {
  if (text === '*') return [];
  const wildcard = /^=?\s*(v?\d+(?:\.\d+)*)\.\*$/.exec(text);
  if (wildcard !== null) return [{ operator: '==', version: `${wildcard[1]}.*` }];
  const found = /^(\^|~|=)?\s*(\S+)$/.exec(text);
  const version = found === null ? undefined : parseVersion(found[2]!);
  if (found === null || version === undefined) return undefined;
  const [, sign, written = ''] = found;
  if (sign === undefined || sign === '=') return [{ operator: '==', version: written }];
  const { release, epoch } = version;
  const firstNonZero = release.findIndex((part) => part !== '0');
  const kept =
    sign === '~' ? Math.min(1, release.length - 1) : firstNonZero < 0 ? release.length - 1 : firstNonZero;
  const next = [...release.slice(0, kept), String(BigInt(release[kept]!) + 1n)].join('.');
  return [
    { operator: '>=', version: written },
    { operator: '<', version: `${epoch}!${next}` },
  ];
}
