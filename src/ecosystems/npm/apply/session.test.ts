import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openWorkspace } from '../../../workspace/open.ts';
import { withSession } from './session.ts';

const cacheDir = mkdtempSync(join(tmpdir(), 'suture-session-'));
// A temporary directory of its own, so that nobody else's folders are counted.
beforeAll(() => vi.stubEnv('TMPDIR', cacheDir));
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(cacheDir, { recursive: true, force: true });
});

const files = [
  { path: 'package.json', text: '{"name":"app","dependencies":{"lib":"^1.0.0"}}' },
  {
    path: 'package-lock.json',
    text: JSON.stringify({
      lockfileVersion: 3,
      packages: { '': { dependencies: { lib: '^1.0.0' } }, 'node_modules/lib': { version: '1.0.0' } },
    }),
  },
];
const tools = { registry: 'http://127.0.0.1:9', allowedHosts: [], cacheDir, say: () => {} };

describe('a session', () => {
  it('ends at once, with its process and its folder, when it is aborted while the registry keeps silent', async () => {
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const registry = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const abort = new AbortController();
    silent.once('connection', () => abort.abort(new Error('enough')));
    await using workspace = await openWorkspace({ files });
    const before = homes();
    const asked = withSession(
      'package-lock.json',
      workspace,
      { ...tools, registry, signal: abort.signal },
      (session) => session.releases(['lib']),
    );
    await expect(asked).rejects.toThrow('enough');
    expect(homes().filter((home) => !before.includes(home))).toEqual([]);
    silent.closeAllConnections();
    silent.close();
  });

  it('does not run an extension file of the repository, nor follow its npm configuration', async () => {
    const witness = join(cacheDir, 'witness');
    const evil = `require('node:fs').writeFileSync(${JSON.stringify(witness)}, 'ran')`;
    const more = [
      { path: '.npm-extension.cjs', text: evil },
      { path: '.npmrc', text: 'registry=http://169.254.169.254/\nscript-shell=/bin/sh\n' },
    ];
    await using workspace = await openWorkspace({ files: [...files, ...more] });
    const signal = new AbortController().signal;
    const graph = await withSession('package-lock.json', workspace, { ...tools, signal }, async (session) => {
      expect(session.project.settings.registry).toBe(tools.registry);
      return session.graph();
    });
    expect(graph.nodes.map(({ name, version }) => `${name}@${version}`)).toContain('lib@1.0.0');
    expect(existsSync(witness)).toBe(false);
  });

  it.each([
    ['cut short', '{"lockfileVersion": 3, "packages": {'],
    ['of the wrong kind', '[]'],
    [
      'with odd entries',
      '{"lockfileVersion":3,"packages":{"":null,"node_modules/lib":7,"__proto__":{"a":1}}}',
    ],
    [
      'leading out of the folder',
      '{"lockfileVersion":3,"packages":{"../../x":{"version":"1.0.0"},"/etc":{"link":true,"resolved":"../.."}}}',
    ],
  ])('answers or refuses, but does not hang, on a lockfile %s', async (_, text) => {
    await using workspace = await openWorkspace({ files: [files[0]!, { path: 'package-lock.json', text }] });
    const signal = new AbortController().signal;
    const outcome = await withSession('package-lock.json', workspace, { ...tools, signal }, (session) =>
      session.graph(),
    ).then(
      () => 'answered',
      (error: Error) => error.name,
    );
    expect(['answered', 'NpmError']).toContain(outcome);
  });
});

function homes(): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith('suture-npm-'));
}
