import markdown from 'markdown-it';

/** Cloud's triple of raw, markup and HTML. HTML in the source is escaped, as Bitbucket does. */
export function markup(raw: string): { type: 'rendered'; raw: string; markup: 'markdown'; html: string } {
  return { type: 'rendered', raw, markup: 'markdown', html: render(raw) };
}

/** Markdown to HTML without letting HTML through. */
export function render(raw: string): string {
  return markdown({ html: false }).render(raw).trimEnd();
}
