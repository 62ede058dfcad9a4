import { mkdtemp, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeAccounts } from '../accounts.ts';
import { type OpenWorld, openWorld } from '../world/open.ts';
import type { Edition } from '../world.ts';
import { renderMarkdown } from './html.ts';
import { showPage } from './page.ts';

let stateDir: string;
let world: OpenWorld;
const evil = '"><script>alert(1)</script>';

beforeAll(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'suture-pages-'));
  world = await openWorld({ stateDir, accounts: makeAccounts });
  for (const edition of ['cloud', 'data-center'] as const) {
    const owner = edition === 'cloud' ? 'acme' : 'ACME';
    const repo = await world.addRepository({ edition, owner, slug: 'pay', files: { a: '1\n' } });
    const commit = await world.commit(repo, 'fix', { a: `2 ${evil}\n` }, 'm', world.developer);
    const pull = await world.openPull(repo, {
      title: `Title ${evil}`,
      description: `**bold** <details>${evil}</details>\n\n<!-- hidden -->\n\n| a | b |\n|---|---|\n| 1 | 2 |`,
      source: 'fix',
      target: 'main',
      reviewers: [],
      author: world.developer,
      draft: false,
    });
    world.addComment(pull, world.developer, `said ${evil}`);
    const status = { repo, commit, state: 'FAILED', name: evil, description: evil } as const;
    world.putStatus({ ...status, key: 'a', url: 'javascript:alert(1)' });
    world.putStatus({ ...status, key: 'b', url: 'http://ci.example/1' });
  }
});
afterAll(async () => {
  await world.flush();
  await rm(stateDir, { recursive: true, force: true });
});

const show = (edition: Edition, url: string, method = 'GET') =>
  showPage(world, edition, { url, method } as IncomingMessage);

describe.each([
  ['cloud', '/acme/pay/pull-requests/1'],
  ['data-center', '/projects/ACME/repos/pay/pull-requests/1'],
] as const)('on %s', (edition, path) => {
  test('a pull request shows everything, and every HTML as text', async () => {
    const { status, headers, body } = await show(edition, `${path}?x=1`);
    expect(status).toBe(200);
    expect(headers?.['Content-Security-Policy']).toContain("default-src 'none'");
    expect(body).not.toContain('<script');
    expect(body).not.toContain('<details');
    expect(body).not.toContain('javascript:');
    expect(body).toContain('&lt;details&gt;');
    expect(body).toContain('&lt;!-- hidden --&gt;');
    expect(body).toContain('<strong>bold</strong>');
    expect(body).toContain('<td>1</td>');
    expect(body).toContain('<span class="state FAILED">');
    expect(body).toContain('href="http://ci.example/1"');
    expect(body).toContain('said &quot;&gt;');
    expect(body).toMatch(/<span class="del">-1<\/span>\n<span class="add">\+2 /);
  });

  test('the index leads to it', async () => {
    const { body } = await show(edition, '/');
    expect(body).toContain(`<a href="${path}">#1 Title &quot;`);
    expect(body).not.toContain('<script');
  });

  test.each(['/x', '/acme/none/pull-requests/1', `${path}99`, '/%E0/%E0/pull-requests/1', '/favicon.ico'])(
    'there is no %s',
    async (other) => {
      expect((await show(edition, other)).status).toBe(404);
    },
  );
});

test.each([
  ['![x](http://a/b.png)', '<p><a href="http://a/b.png" rel="noreferrer">x</a></p>'],
  ['[x](javascript:alert(1))', '<p>[x](javascript:alert(1))</p>'],
  ['<b>x</b>', '<p>&lt;b&gt;x&lt;/b&gt;</p>'],
  ['[//]: # (marker)', ''],
])('Markdown %s', (text, html) => {
  expect(renderMarkdown(text).trim()).toBe(html);
});
