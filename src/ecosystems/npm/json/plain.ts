import { endOfString } from './scan.ts';

/**
 * JSON with comments and trailing commas as plain JSON, every character in its place: what is too much becomes blanks.
 */
export function toPlainJson(text: string): string {
  let plain = '';
  let copied = 0;
  let lastComma = -1;
  const blank = (from: number, to: number) => {
    plain += text.slice(copied, from) + text.slice(from, to).replace(/[^\n]/g, ' ');
    copied = to;
  };
  const commas: number[] = [];
  const comments: [from: number, to: number][] = [];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code <= space) continue;
    if (code === quote) {
      const end = endOfString(text, i);
      if (end < 0) break;
      i = end;
    } else if (code === slash && (text[i + 1] === '/' || text[i + 1] === '*')) {
      const end = endOfComment(text, i);
      comments.push([i, end]);
      i = end - 1;
      continue;
    } else if ((code === closeObject || code === closeArray) && lastComma >= 0) {
      commas.push(lastComma);
    }
    lastComma = code === comma ? i : -1;
  }
  const gaps = [...comments, ...commas.map((at): [number, number] => [at, at + 1])];
  for (const [from, to] of gaps.sort(([a], [b]) => a - b)) blank(from, to);
  return plain + text.slice(copied);
}

const [space, quote, comma, slash, closeArray, closeObject] = [32, 34, 44, 47, 93, 125];

function endOfComment(text: string, at: number): number {
  const block = text[at + 1] === '*';
  const end = text.indexOf(block ? '*/' : '\n', at + 2);
  return end < 0 ? text.length : block ? end + 2 : end;
}
