/**
 * Whether a version lies in a range of Maven's notation
 * (https://maven.apache.org/pom.html#Dependency_Version_Requirement_Specification): `[1.0,2.0)`, `(,1.0],[1.2,)`,
 * `[1.5]`. A bare version is what Maven calls a soft requirement: it takes that one unless another dependency wants
 * something else, so only that version fits what was asked for. False for what Maven refuses.
 */
export function inRange(version: string, range: string, compare: (a: string, b: string) => number): boolean {
  const text = range.trim();
  if (!isRange(text)) return text !== '' && version !== '' && compare(version, text) === 0;
  const intervals = parseIntervals(text, compare);
  return intervals?.some((interval) => contains(interval, version, compare)) ?? false;
}

/** Whether what is wanted is a range, and no bare version. */
export function isRange(wanted: string): boolean {
  return wanted.startsWith('[') || wanted.startsWith('(');
}

/** The version of a range that allows exactly one: `[1.5]`. */
export function exactVersion(range: string): string | undefined {
  return /^\[\s*([^\s,[\]()]+)\s*\]$/.exec(range)?.[1];
}

interface Interval {
  lower: string | undefined;
  lowerClosed: boolean;
  upper: string | undefined;
  upperClosed: boolean;
}

/** More than anybody writes; bounds what a hostile range costs. */
const maxIntervals = 100;

function parseIntervals(text: string, compare: (a: string, b: string) => number): Interval[] | undefined {
  const intervals: Interval[] = [];
  for (let at = 0; at < text.length; ) {
    const end = text.slice(at).search(/[)\]]/);
    if (!isRange(text.slice(at, at + 1)) || end < 0 || intervals.length >= maxIntervals) return undefined;
    const interval = parseInterval(text.slice(at, at + end + 1), compare);
    if (interval === undefined) return undefined;
    const before = intervals.at(-1);
    if (
      before?.upper !== undefined &&
      (interval.lower === undefined || compare(interval.lower, before.upper) < 0)
    )
      return undefined;
    intervals.push(interval);
    at += end + 1;
    at += /^\s*(?:,\s*)?/.exec(text.slice(at))![0].length;
  }
  return intervals;
}

function parseInterval(text: string, compare: (a: string, b: string) => number): Interval | undefined {
  const [lowerClosed, upperClosed] = [text.startsWith('['), text.endsWith(']')];
  const inner = text.slice(1, -1).trim();
  const comma = inner.indexOf(',');
  if (comma < 0)
    return lowerClosed && upperClosed ? { lower: inner, lowerClosed, upper: inner, upperClosed } : undefined;
  const lower = inner.slice(0, comma).trim() || undefined;
  const upper = inner.slice(comma + 1).trim() || undefined;
  const order = lower === undefined || upper === undefined ? -1 : compare(lower, upper);
  if (order > 0 || (order === 0 && !(lowerClosed && upperClosed))) return undefined;
  return { lower, lowerClosed, upper, upperClosed };
}

function contains(
  { lower, lowerClosed, upper, upperClosed }: Interval,
  version: string,
  compare: (a: string, b: string) => number,
): boolean {
  const above = lower === undefined ? 1 : compare(version, lower);
  const below = upper === undefined ? -1 : compare(version, upper);
  return (above > 0 || (above === 0 && lowerClosed)) && (below < 0 || (below === 0 && upperClosed));
}
