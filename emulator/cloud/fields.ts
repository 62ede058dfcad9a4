/**
 * Bitbucket Cloud's partial responses: `fields=a.b,c` keeps just these, `-a.b` leaves one out, `+a.b` adds one that is
 * not there by default, `*` stands for any name; arrays are looked through. A raw `+` in a query is a space, so that
 * `fields=+x` reads as the exact list `x`: Bitbucket wants `%2Bx`.
 *
 * `hidden`: paths that the full body has but the answer shows only on demand.
 */
export function selectFields(body: object, fields: string | undefined, hidden: string[]): object {
  const wishes = (fields ?? '')
    .split(',')
    .map((wish) => wish.trim())
    .filter((wish) => wish !== '' && wish.length <= 200);
  const starting = (sign: string) => wishes.filter((wish) => wish[0] === sign).map((wish) => wish.slice(1));
  const exact = wishes.filter((wish) => wish[0] !== '+' && wish[0] !== '-');
  const base = exact.length > 0 ? pick(body, tree(exact)) : drop(body, tree(hidden));
  const added = merge(base, pick(body, tree(starting('+'))));
  return drop(added, tree(starting('-'))) as object;
}

interface Tree {
  whole: boolean;
  inner: Map<string, Tree>;
}

function tree(paths: string[]): Tree {
  const root: Tree = { whole: false, inner: new Map() };
  for (const path of paths) {
    let here = root;
    for (const name of path.split('.').slice(0, 20)) {
      const next = here.inner.get(name) ?? { whole: false, inner: new Map() };
      here.inner.set(name, next);
      here = next;
    }
    here.whole = true;
  }
  return root;
}

function below(tree: Tree, name: string): Tree[] {
  return [tree.inner.get(name), tree.inner.get('*')].filter((found) => found !== undefined);
}

function pick(value: unknown, wanted: Tree): unknown {
  if (Array.isArray(value)) return value.map((inner) => pick(inner, wanted));
  if (typeof value !== 'object' || value === null) return value;
  const picked: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(value)) {
    const found = below(wanted, name);
    if (found.some((each) => each.whole)) picked[name] = inner;
    else if (found.length > 0) {
      picked[name] = found.map((each) => pick(inner, each)).reduce((one, other) => merge(one, other));
    }
  }
  return picked;
}

function drop(value: unknown, unwanted: Tree): unknown {
  if (unwanted.inner.size === 0) return value;
  if (Array.isArray(value)) return value.map((inner) => drop(inner, unwanted));
  if (typeof value !== 'object' || value === null) return value;
  const kept: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(value)) {
    const found = below(unwanted, name);
    if (found.some((each) => each.whole)) continue;
    kept[name] = found.reduce((left: unknown, each) => drop(left, each), inner);
  }
  return kept;
}

function merge(one: unknown, other: unknown): unknown {
  if (Array.isArray(one) && Array.isArray(other))
    return one.map((inner, index) => merge(inner, other[index]));
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) {
    return other ?? one;
  }
  const merged: Record<string, unknown> = { ...one };
  for (const [name, inner] of Object.entries(other)) {
    merged[name] = Object.hasOwn(merged, name) ? merge(merged[name], inner) : inner;
  }
  return merged;
}
