import { pathShape } from './content.ts';

interface Segment {
  type: 'CONTEXT' | 'ADDED' | 'REMOVED';
  lines: { source: number; destination: number; line: string; truncated: boolean }[];
  truncated: boolean;
}

/** Most lines a diff shows before it is cut. */
const lineLimit = 10_000;

/** Git's unified diff as Data Center's JSON: files, hunks, segments, lines, each saying whether it was cut. */
export function diffShapes(unified: string): { diffs: object[]; truncated: boolean } {
  const lines = unified.split('\n');
  const shown = lines.slice(0, lineLimit);
  const files: object[] = [];
  for (let at = 0; at < shown.length; ) {
    const next = shown.findIndex((line, index) => index > at && line.startsWith('diff --git '));
    const end = next < 0 ? shown.length : next;
    if (shown[at]?.startsWith('diff --git ')) files.push(fileShape(shown.slice(at, end)));
    at = end;
  }
  return { diffs: files, truncated: lines.length > lineLimit };
}

function fileShape(lines: string[]): object {
  const path = (mark: string) => {
    const line = lines.find((each) => each.startsWith(mark))?.slice(mark.length);
    return line === undefined || line === '/dev/null' ? null : pathShape(line.replace(/^[ab]\//, ''));
  };
  const hunks: object[] = [];
  const first = lines.findIndex((line) => line.startsWith('@@'));
  for (let at = first; at >= 0 && at < lines.length; ) {
    const next = lines.findIndex((line, index) => index > at && line.startsWith('@@'));
    const end = next < 0 ? lines.length : next;
    hunks.push(hunkShape(lines.slice(at, end)));
    at = end;
  }
  return { source: path('--- '), destination: path('+++ '), hunks, truncated: false };
}

function hunkShape([head = '', ...lines]: string[]): object {
  const [, source = '0', sourceSpan = '1', destination = '0', destinationSpan = '1'] =
    /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(head) ?? [];
  const segments: Segment[] = [];
  let [left, right] = [Number(source), Number(destination)];
  for (const line of lines) {
    const type = types[line[0] ?? ''];
    if (!type) continue;
    if (segments.at(-1)?.type !== type) segments.push({ type, lines: [], truncated: false });
    segments.at(-1)?.lines.push({ source: left, destination: right, line: line.slice(1), truncated: false });
    if (type !== 'ADDED') left++;
    if (type !== 'REMOVED') right++;
  }
  return {
    sourceLine: Number(source),
    sourceSpan: Number(sourceSpan),
    destinationLine: Number(destination),
    destinationSpan: Number(destinationSpan),
    segments,
    truncated: false,
  };
}

const types: Record<string, Segment['type']> = { ' ': 'CONTEXT', '+': 'ADDED', '-': 'REMOVED' };
