import type { Edition, Pull, World } from '../world.ts';
import { escapeHtml, wrapPage } from './html.ts';

/** Every repository of an edition with its pull requests. */
export function indexPage(world: World, edition: Edition): string {
  const name = edition === 'cloud' ? 'Bitbucket Cloud' : 'Bitbucket Data Center';
  const repos = world.repositories(edition);
  const sections = repos.map((repo) => {
    const pulls = world.pulls(repo).toReversed();
    const rows = pulls.map(
      (pull) =>
        `<li><span class="state ${pull.state}">${pull.state}</span> <a href="${escapeHtml(pullPath(pull))}">#${pull.number} ${escapeHtml(pull.title)}</a></li>`,
    );
    return `<h2>${escapeHtml(`${repo.owner}/${repo.slug}`)}</h2>
${rows.length === 0 ? '<p class="quiet">No pull requests.</p>' : `<ul>${rows.join('')}</ul>`}`;
  });
  const body = `<h1>${name}, emulated</h1>
<p class="quiet">${repos.length} ${repos.length === 1 ? 'repository' : 'repositories'}. Requests:
<a href="/_emulator/requests">log</a>, <a href="/_emulator/faults">faults</a>.</p>
<main>${sections.join('\n') || '<p class="quiet">There are no repositories yet.</p>'}</main>`;
  return wrapPage(`${name}, emulated`, body);
}

/** Where the page of a pull request is, as on the real host. */
export function pullPath({ repo, number }: Pull): string {
  const [owner, slug] = [encodeURIComponent(repo.owner), encodeURIComponent(repo.slug)];
  return repo.edition === 'cloud'
    ? `/${owner}/${slug}/pull-requests/${number}`
    : `/projects/${owner}/repos/${slug}/pull-requests/${number}`;
}
