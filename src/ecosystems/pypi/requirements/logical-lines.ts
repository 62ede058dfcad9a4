/** One line as pip sees it: continuations joined, comments taken off. */
export interface LogicalLine {
  text: string;
  /** One-based line on which it begins. */
  line: number;
  /** What pip-compile and uv say in the comments on or below it: `via` these requirements or files. */
  via: string[];
}

/**
 * Splits a requirements file as pip does: a backslash at the end joins lines, and a comment begins a line or follows a
 * blank. (https://pip.pypa.io/en/stable/reference/requirements-file-format/)
 */
export function logicalLines(text: string): LogicalLine[] {
  const lines: LogicalLine[] = [];
  let parts: string[] = [];
  let begin = 0;
  let inVia = false;
  const finish = (last: string) => {
    const joined = [...parts, last].join('');
    const comment = commentAt(joined);
    const [content, note] = comment < 0 ? [joined, ''] : [joined.slice(0, comment), joined.slice(comment)];
    parts = [];
    if (content.trim() === '') return;
    const via = /#\s*via\s+(.+)/.exec(note)?.[1];
    lines.push({ text: content.trim(), line: begin, via: via === undefined ? [] : splitVia(via) });
    inVia = false;
  };
  for (const [i, line] of text.split('\n').entries()) {
    if (parts.length === 0) begin = i + 1;
    if (/^\s*#/.test(line)) {
      if (parts.length > 0) finish('');
      inVia = noteVia(lines.at(-1), line, inVia);
    } else if (line.endsWith('\\')) parts.push(line.slice(0, -1));
    else finish(line);
  }
  if (parts.length > 0) finish('');
  return lines;
}

function commentAt(text: string): number {
  return text.startsWith('#') ? 0 : text.search(/\s#/);
}

/** `# via flask`, or `# via` and below it `#   flask`, one a line. */
function noteVia(last: LogicalLine | undefined, comment: string, inVia: boolean): boolean {
  if (last === undefined) return false;
  const first = /^\s+#\s*via(?:\s+(.*))?$/.exec(comment);
  const next = first === null && inVia ? /^\s+#\s{2,}(\S.*)$/.exec(comment) : null;
  if (first === null && next === null) return false;
  last.via.push(...splitVia(first?.[1] ?? next?.[1] ?? ''));
  return true;
}

function splitVia(text: string): string[] {
  return text
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean);
}
