import { stripVTControlCharacters } from 'node:util';

/**
 * Columns for people, two blanks apart, no borders. The widest column gives way, cut in the middle, where the terminal
 * is narrower than the table.
 */
export function formatTable(head: string[], rows: string[][], columns: number): string {
  const widths = head.map((title, i) =>
    Math.max(widthOf(title), ...rows.map((row) => widthOf(row[i] ?? ''))),
  );
  while (widths.reduce((sum, width) => sum + width + 2, -2) > columns) {
    const widest = widths.indexOf(Math.max(...widths));
    if (widths[widest]! <= 12) break;
    widths[widest]!--;
  }
  const line = (cells: string[]) =>
    cells
      .map((cell, i) => pad(cell, widths[i]!))
      .join('  ')
      .trimEnd();
  return `${[line(head), ...rows.map(line)].join('\n')}\n`;
}

function pad(cell: string, width: number): string {
  const over = widthOf(cell) - width;
  if (over <= 0) return cell + ' '.repeat(-over);
  const plain = stripVTControlCharacters(cell);
  const left = Math.ceil((width - 1) / 2);
  return `${plain.slice(0, left)}…${plain.slice(plain.length - (width - 1 - left))}`;
}

function widthOf(text: string): number {
  return stripVTControlCharacters(text).length;
}
