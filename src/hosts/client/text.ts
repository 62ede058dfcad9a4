/** Both editions refuse longer titles. */
const longestTitle = 255;
/** Data Center takes 32,768 characters; what a server plugin or a later edit adds has to fit, too. */
const longestBody = 30_000;
const fence = '\n```';
const note = '\n\n_The rest was cut off: Bitbucket takes no longer text._';

export function cutTitle(title: string): string {
  const line = title.replace(/\s+/g, ' ').trim();
  return line.length <= longestTitle ? line : `${whole(line.slice(0, longestTitle - 1))}…`;
}

/** Cuts a Markdown body at a line end where there is one, and says so in a last line; `tail` is kept whole. */
export function cutBody(body: string, tail = ''): string {
  if (body.length + tail.length <= longestBody) return body + tail;
  const room = body.slice(0, longestBody - note.length - tail.length - fence.length);
  const line = room.lastIndexOf('\n');
  const kept = whole(line > room.length / 2 ? room.slice(0, line) : room);
  return `${closeFence(kept)}${note}${tail}`;
}

/** A cut inside a fenced block would show the note as code. */
function closeFence(text: string): string {
  const fences = text.match(/^(```|~~~)/gm) ?? [];
  return fences.length % 2 === 0 ? text : `${text}\n${fences.at(-1)}`;
}

/** Never half of a surrogate pair: Data Center answers 400 to it. */
function whole(text: string): string {
  return /[\uD800-\uDBFF]$/.test(text) ? text.slice(0, -1) : text;
}

/** Comment text that ends with its hidden marker line, which Markdown hides only after a blank line. */
export function withMarker(body: string, marker: string): string {
  return cutBody(body.replaceAll(marker, '').trimEnd(), `\n\n${marker}`);
}

/** Bitbucket may give back other line ends than it was sent. */
export function sameText(a: string, b: string): boolean {
  const plain = (text: string) => text.replaceAll('\r\n', '\n').trim();
  return plain(a) === plain(b);
}
