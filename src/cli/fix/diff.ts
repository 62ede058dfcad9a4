/** Edits after which two pieces are called different altogether: finding them all costs the square of this. */
const maxEdits = 1000;
/** Unchanged lines shown around a change. */
const around = 3;

interface Op {
  kind: ' ' | '-' | '+';
  line: string;
}

/** The difference of two texts in the unified format that `patch` and `git apply` read. Empty when there is none. */
export function unifiedDiff(path: string, before: string, after: string): string {
  if (before === after) return '';
  const ops = compare(split(before), split(after));
  const lines = [`--- a/${path}`, `+++ b/${path}`];
  let [at, old, next] = [0, 1, 1];
  for (const [from, to] of hunksOf(ops)) {
    const skipped = from - at;
    const part = ops.slice(from, to);
    const removed = part.filter(({ kind }) => kind !== '+').length;
    const added = part.filter(({ kind }) => kind !== '-').length;
    old += skipped;
    next += skipped;
    lines.push(`@@ -${old},${removed} +${next},${added} @@`, ...part.map(({ kind, line }) => kind + line));
    [at, old, next] = [to, old + removed, next + added];
  }
  return `${lines.join('\n')}\n`;
}

/** Changes with what stands around them, as half-open intervals of operations; near ones are one. */
function hunksOf(ops: Op[]): [number, number][] {
  const hunks: [number, number][] = [];
  for (const [i, { kind }] of ops.entries()) {
    if (kind === ' ') continue;
    const last = hunks.at(-1);
    const [from, to] = [Math.max(0, i - around), Math.min(ops.length, i + around + 1)];
    if (last !== undefined && from <= last[1]) last[1] = to;
    else hunks.push([from, to]);
  }
  return hunks;
}

function compare(before: string[], after: string[]): Op[] {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  return [
    ...before.slice(0, head).map(same),
    ...compareBetweenAnchors(
      before.slice(head, before.length - tail),
      after.slice(head, after.length - tail),
    ),
    ...before.slice(before.length - tail).map(same),
  ];
}

/**
 * Patience diff: lines that both texts have once, in the longest order that they share, stay; only what lies between
 * them is compared. A lockfile is full of such lines, and too long to be compared at one go.
 */
function compareBetweenAnchors(before: string[], after: string[]): Op[] {
  const ops: Op[] = [];
  let [i, j] = [0, 0];
  for (const [x, y] of [...anchors(before, after), [before.length, after.length] as const]) {
    ops.push(...compareMiddle(before.slice(i, x), after.slice(j, y)));
    if (x < before.length) ops.push(same(before[x]!));
    [i, j] = [x + 1, y + 1];
  }
  return ops;
}

/** Longest increasing subsequence of the places of unique lines, by patience sorting. */
function anchors(before: string[], after: string[]): [number, number][] {
  const places = uniquePlaces(after);
  const pairs = [...uniquePlaces(before)].flatMap(([line, x]): { x: number; y: number; below?: number }[] => {
    const y = places.get(line);
    return y === undefined ? [] : [{ x, y }];
  });
  const tops: number[] = [];
  for (const [n, pair] of pairs.entries()) {
    let [low, high] = [0, tops.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (pairs[tops[middle]!]!.y < pair.y) low = middle + 1;
      else high = middle;
    }
    if (low > 0) pair.below = tops[low - 1]!;
    tops[low] = n;
  }
  const chain: [number, number][] = [];
  for (let n = tops.at(-1); n !== undefined; n = pairs[n]!.below) chain.push([pairs[n]!.x, pairs[n]!.y]);
  return chain.reverse();
}

function uniquePlaces(lines: string[]): Map<string, number> {
  const places = new Map<string, number>();
  const repeated = new Set<string>();
  for (const [i, line] of lines.entries()) {
    if (places.has(line)) repeated.add(line);
    places.set(line, i);
  }
  for (const line of repeated) places.delete(line);
  return places;
}

/** Myers, "An O(ND) difference algorithm" (1986): the furthest point of each diagonal, edit by edit. */
function compareMiddle(before: string[], after: string[]): Op[] {
  const [n, m] = [before.length, after.length];
  const most = Math.min(n + m, maxEdits);
  let furthest = new Map<number, number>([[1, 0]]);
  const trace: Map<number, number>[] = [];
  for (let d = 0; d <= most; d++) {
    trace.push(furthest);
    const reached = new Map<number, number>();
    for (let k = -d; k <= d; k += 2) {
      let x = goesDown(furthest, k, d) ? furthest.get(k + 1)! : furthest.get(k - 1)! + 1;
      while (x < n && x - k < m && before[x] === after[x - k]) x++;
      reached.set(k, x);
      if (x >= n && x - k >= m) return walkBack(trace, before, after);
    }
    furthest = reached;
  }
  return [
    ...before.map((line): Op => ({ kind: '-', line })),
    ...after.map((line): Op => ({ kind: '+', line })),
  ];
}

function walkBack(trace: Map<number, number>[], before: string[], after: string[]): Op[] {
  const ops: Op[] = [];
  let [x, y] = [before.length, after.length];
  for (let d = trace.length - 1; d >= 0; d--) {
    const k = x - y;
    const previous = goesDown(trace[d]!, k, d) ? k + 1 : k - 1;
    const from = d === 0 ? 0 : trace[d]!.get(previous)!;
    const fromY = d === 0 ? 0 : from - previous;
    while (x > from && y > fromY) {
      ops.push(same(before[--x]!));
      y--;
    }
    if (d > 0) ops.push(x === from ? { kind: '+', line: after[--y]! } : { kind: '-', line: before[--x]! });
  }
  return ops.reverse();
}

function goesDown(furthest: Map<number, number>, k: number, d: number): boolean {
  return k === -d || (k !== d && (furthest.get(k - 1) ?? -1) < (furthest.get(k + 1) ?? -1));
}

function same(line: string): Op {
  return { kind: ' ', line };
}

/** A last line without its line end is another line than one with it; `patch` wants that said below it. */
function split(text: string): string[] {
  const lines = text.split('\n');
  const last = lines.pop()!;
  return last === '' ? lines : [...lines, `${last}\n\\ No newline at end of file`];
}
