import type { Pull, World } from '../world.ts';
import { escapeHtml, renderMarkdown, wrapPage } from './html.ts';

/** Characters of a diff that are shown. */
const diffLimit = 200_000;

/** A pull request with its description as Bitbucket renders it, builds, comments and diff. */
export async function pullPage(world: World, pull: Pull): Promise<string> {
  const { repo } = pull;
  const source = pull.closedAt?.source ?? (await world.tip(repo, pull.source));
  const target = pull.closedAt?.target ?? (await world.tip(repo, pull.target));
  const base = source && target ? await world.mergeBase(repo, source, target) : undefined;
  const diff = source && base ? await world.diff(repo, base, source) : '';
  const title = `${pull.title} · ${repo.owner}/${repo.slug} #${pull.number}`;
  const body = `<p class="quiet"><a href="/">All repositories</a> · ${escapeHtml(`${repo.owner}/${repo.slug}`)} · pull request ${pull.number}</p>
<h1>${escapeHtml(pull.title)}</h1>
<p><span class="state ${pull.state}">${pull.state}</span>${pull.draft ? ' <span class="state">DRAFT</span>' : ''}
<code>${escapeHtml(pull.source)}</code> into <code>${escapeHtml(pull.target)}</code>,
by ${escapeHtml(pull.author.displayName)}, ${time(pull.createdAt)}${reviewers(pull)}</p>
${pull.reason === undefined ? '' : `<p>Declined: ${escapeHtml(pull.reason)}</p>`}
<main>
<section>${pull.description === '' ? '<p class="quiet">No description.</p>' : renderMarkdown(pull.description)}</section>
<h2>Builds</h2>
${builds(world, pull, source)}
<h2>Comments</h2>
${comments(world, pull)}
<h2>Changes</h2>
${diff === '' ? '<p class="quiet">Nothing to show.</p>' : `<pre>${colour(diff)}</pre>`}
</main>`;
  return wrapPage(title, body);
}

function reviewers(pull: Pull): string {
  const names = pull.reviewers.map((user) => escapeHtml(user.displayName));
  return names.length === 0 ? '' : `; to be reviewed by ${names.join(', ')}`;
}

function builds(world: World, pull: Pull, commit: string | undefined): string {
  const statuses = commit === undefined ? [] : world.statuses(pull.repo, commit);
  if (statuses.length === 0) return '<p class="quiet">None.</p>';
  const rows = statuses.map(
    ({ state, name, url, description }) =>
      `<tr><td><span class="state ${state}">${state}</span></td><td>${link(url, name)}</td><td><pre>${escapeHtml(description)}</pre></td></tr>`,
  );
  return `<table><thead><tr><th>State</th><th>Build</th><th>End of its output</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

function comments(world: World, pull: Pull): string {
  const shown = world.comments(pull).filter((comment) => !comment.deleted);
  if (shown.length === 0) return '<p class="quiet">None.</p>';
  return shown
    .map(
      ({ author, createdAt, text }) =>
        `<article><p class="quiet">${escapeHtml(author.displayName)}, ${time(createdAt)}</p>${renderMarkdown(text)}</article>`,
    )
    .join('\n');
}

/** A build's address comes from a client: only the web's own schemes become a link. */
function link(url: string, name: string): string {
  const text = escapeHtml(name || url);
  return /^https?:\/\//i.test(url) ? `<a href="${escapeHtml(url)}" rel="noreferrer">${text}</a>` : text;
}

function time(date: Date): string {
  const text = date.toISOString();
  return `<time datetime="${text}">${text.slice(0, 16).replace('T', ' ')} UTC</time>`;
}

function colour(diff: string): string {
  const shown = diff.length > diffLimit ? `${diff.slice(0, diffLimit)}\n… cut here` : diff;
  return shown
    .split('\n')
    .map((line) => {
      const kind = /^\+(?!\+\+ )/.test(line) ? 'add' : /^-(?!-- )/.test(line) ? 'del' : undefined;
      return kind ? `<span class="${kind}">${escapeHtml(line)}</span>` : escapeHtml(line);
    })
    .join('\n');
}
