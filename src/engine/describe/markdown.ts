/**
 * Text from repositories and registries is hostile: it must not become a heading, a link, a mention or a second row.
 * Bitbucket renders plain Markdown without HTML on both editions, tables without line breaks in cells, and shows HTML
 * comments as text.
 */
export function plain(text: string, limit = 120): string {
  return oneLine(text, limit)
    .replaceAll('<', '‹')
    .replaceAll('>', '›')
    .replace(/[\\`*_{}[\]()#|~!]/g, '\\$&')
    .replaceAll('@', '@\u2060');
}

/** Inline code; what would end it, or a table cell, is left out. */
export function code(text: string, limit = 120): string {
  return `\`${oneLine(text, limit).replace(/[`|]/g, '')}\``;
}

/** A pipe table with the blank line before it that both editions need. */
export function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** `1 critical, 2 high`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

function oneLine(text: string, limit: number): string {
  const flat = text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  return flat.length > limit ? `${flat.slice(0, limit - 1)}…` : flat;
}
