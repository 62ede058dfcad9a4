import MarkdownIt from 'markdown-it';
import { style } from './style.ts';

/** Text as HTML. */
export function escapeHtml(text: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

/**
 * Markdown as Bitbucket shows it: HTML of any kind is text, also comments and `<details>` (BCLOUD-20231). Pictures
 * become links, for a page of ours asks no other server.
 */
export function renderMarkdown(text: string): string {
  const markdown = new MarkdownIt({ html: false, linkify: true });
  markdown.renderer.rules.image = (tokens, index) => {
    const token = tokens[index];
    const [source, words] = [String(token?.attrGet('src') ?? ''), token?.content ?? ''];
    return `<a href="${escapeHtml(source)}" rel="noreferrer">${escapeHtml(words || source)}</a>`;
  };
  return markdown.render(text);
}

/** A whole page around a body that is HTML already. */
export function wrapPage(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
${body}
</body>
</html>
`;
}
