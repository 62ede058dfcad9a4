import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Edition, Token } from '../../emulator/world.ts';
import { mapLimited } from '../../src/lib/map-limited.ts';
import { type CommandOptions, type Ended, type Running, runCommand, startCommand } from './stage/command.ts';
import { openStage, type Stage } from './stage/stage.ts';

let stage: Stage;
let secureUrl: string;
const secure = createServer({ key: privateKey(), cert: certificate() });
/** Everything that any command said: no secret may be in it. */
const said: Ended[] = [];

beforeAll(async () => {
  stage = await openStage();
  await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve));
  secureUrl = `https://127.0.0.1:${(secure.address() as AddressInfo).port}`;
});
afterAll(async () => {
  secure.close();
  await stage[Symbol.asyncDispose]();
});

describe('help', () => {
  it('explains every command and its sub-commands', { timeout: 120_000 }, async () => {
    const top = await suture(['--help']);
    expect(top).toMatchObject({ code: 0, stderr: '' });
    expect(top.stdout).toContain('Exit codes: 0 clean');
    const names = commandsIn(top.stdout);
    expect(names).toEqual(
      'scan fix connect connections repositories run status db server demo emulator'.split(' '),
    );
    const helps = await mapLimited(names, 2, async (name) => [name, await suture([name, '--help'])] as const);
    const nested = helps.flatMap(([name, { stdout }]) => commandsIn(stdout).map((sub) => [name, sub]));
    expect(nested).toEqual(
      expect.arrayContaining([
        ['connect', 'cloud'],
        ['connections', 'remove'],
      ]),
    );
    const subs = await mapLimited(nested, 2, (path) => suture([...path, '--help']));
    for (const help of [...helps.map(([, help]) => help), ...subs]) {
      expect(help).toMatchObject({ code: 0, stderr: '' });
      expect(help.stdout).toMatch(/^Usage: suture .+\n\n\S/);
    }
  });

  it.each([
    ['no-such-command'],
    ['run', '--no-such-option'],
    ['connect', 'cloud'],
    ['connect', 'datacenter', '--project', 'X'],
  ])('is offered after the wrong usage: %s %s %s', async (...args) => {
    const { code, stdout, stderr } = await suture(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('--help');
  });
});

interface Refused {
  name: string;
  edition: Edition;
  /** Name of the emulator's token, or what is sent in its place. */
  token: string;
  url?: () => string;
  /** The rung that fails, and what its remedy must name. */
  fails: string;
  remedy: RegExp;
}

const refused: Refused[] = [
  { name: 'a wrong token', edition: 'cloud', token: '?', fails: 'login', remedy: /token/i },
  { name: 'a wrong token', edition: 'data-center', token: '?', fails: 'login', remedy: /token/i },
  {
    name: 'an expired token',
    edition: 'cloud',
    token: 'api-token-expired',
    fails: 'login',
    remedy: /token/i,
  },
  { name: 'an app password', edition: 'cloud', token: 'app-password', fails: 'login', remedy: /API token/i },
  {
    name: 'a token that may only read',
    edition: 'cloud',
    token: 'api-token-read-only',
    fails: 'scope',
    remedy: /write:repository:bitbucket/,
  },
  {
    name: 'a token that may only read',
    edition: 'data-center',
    token: 'personal-http-read-only',
    fails: 'pull-request-write',
    remedy: /write/i,
  },
  {
    name: 'a server that is not there',
    edition: 'cloud',
    token: 'api-token',
    url: () => 'http://127.0.0.1:1',
    fails: 'reach',
    remedy: /host and port/,
  },
  {
    name: 'a server with a certificate of an unknown authority',
    edition: 'data-center',
    token: 'personal-http',
    url: () => secureUrl,
    fails: 'tls',
    remedy: /NODE_EXTRA_CA_CERTS/,
  },
];

describe('connect refuses', () => {
  it.each(refused)(
    '$name on $edition: which check failed, what to do, exit code 5, nothing saved',
    async (one) => {
      const { code, stdout, stderr } = await connect(one.edition, one.token, ['--json'], one.url?.());
      expect(code, stderr).toBe(5);
      const report = JSON.parse(stdout);
      expect(report).toMatchObject({ schemaVersion: 1, saved: false });
      const failed = report.checks.filter((check: { status: string }) => check.status === 'failed');
      expect(failed.map((check: { name: string }) => check.name)).toContain(one.fails);
      const first = failed.find((check: { name: string }) => check.name === one.fails);
      expect(first.detail).not.toBe('');
      expect(failed.map((check: { remedy?: string }) => check.remedy).join('\n')).toMatch(one.remedy);
      expect(stderr).toContain('Not saved');
    },
  );

  it('what is no token file, and no token at all', async () => {
    const missing = await suture(['connect', 'cloud', '--workspace', 'acme', '--token-file', 'nowhere']);
    expect(missing).toMatchObject({ code: 2, stdout: '' });
    expect(missing.stderr).toContain('nowhere cannot be read');
    const none = await suture(['connect', 'cloud', '--workspace', 'acme']);
    expect(none).toMatchObject({ code: 2, stdout: '' });
    expect(none.stderr).toContain('SUTURE_TOKEN');
  });

  it('and then nothing is connected', async () => {
    expect(json(await suture(['connections', '--json']))).toEqual({ schemaVersion: 1, connections: [] });
    const { code, stderr } = await suture(['run']);
    expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringContaining('Nothing is connected') });
  });
});

describe('a connected Bitbucket', () => {
  it('is connected by a token from the environment, a file or standard input', async () => {
    const cloud = await connect('cloud', 'api-token', []);
    expect(cloud.code, cloud.stderr).toBe(0);
    expect(cloud.stdout).toMatch(/^ok +reach: /);
    expect(cloud.stdout).toMatch(/^ok +scope write:pullrequest:bitbucket: /m);
    expect(cloud.stderr).toContain('Saved as acme. Next: suture run');
    const file = join(stage.dir, 'token');
    const { secret } = tokenOf('data-center', 'personal-http');
    await writeFile(file, `${secret}\n`);
    const { url } = stage.emulator.dataCenter;
    const base = ['connect', 'datacenter', '--url', `${url}/`, '--project', 'ACME', '--json'];
    const byFile = json(await suture([...base, '--name', 'on premises', '--token-file', file]));
    expect(byFile).toMatchObject({
      saved: true,
      connection: { baseUrl: url, health: { state: 'connected' } },
    });
    const byInput = await suture([...base, '--name', 'on premises', '--token-file', '-'], { input: secret });
    expect(json(byInput)).toMatchObject({ saved: true });
    const { connections } = json(await suture(['connections', '--json']));
    expect(connections.map(({ name, kind }: { name: string; kind: string }) => [name, kind])).toEqual([
      ['acme', 'bitbucket-cloud'],
      ['on premises', 'bitbucket-datacenter'],
    ]);
  });

  it('is tested again by name, or all of them', async () => {
    const one = await suture(['connections', 'test', 'acme']);
    expect(one.code).toBe(0);
    expect(one.stdout).toMatch(/^acme\nok +reach: /);
    const token = tokenOf('cloud', 'api-token');
    token.revoked = true;
    const all = await suture(['connections', 'test', '--json']);
    token.revoked = false;
    expect(all.code).toBe(5);
    expect(JSON.parse(all.stdout).results).toMatchObject([
      { connection: 'acme', usable: false },
      { connection: 'on premises', usable: true },
    ]);
    const unknown = await suture(['connections', 'test', 'nobody']);
    expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining('no connection nobody') });
  });

  it('is left in the middle by Ctrl-C, with exit code 130, and a later run goes on', async () => {
    stage.emulator.faults.set([{ fault: 'slow', ms: 60_000, match: { endpoint: 'git-upload-pack' } }]);
    const running = start(['run', '--json']);
    await running.said(/pay: reading/);
    running.kill('SIGINT');
    const stopped = await running.ended;
    stage.emulator.faults.clear();
    expect(stopped).toMatchObject({ code: 130, stdout: '', stderr: expect.stringContaining('Interrupted.') });
    expect(stage.pulls('cloud')).toEqual([]);

    const report = json(await suture(['run', '--json']));
    expect(report.failed).toEqual([]);
    expect(report.findings).toMatchObject({ open: 4, closed: 0, bySeverity: { critical: 2, high: 2 } });
    expect(report.pullRequests).toHaveLength(4);
    for (const edition of ['cloud', 'data-center'] as const) expect(stage.pulls(edition)).toHaveLength(2);
  });

  it('is run again for one repository, and for one that nobody has', async () => {
    stage.emulator.requests.clear();
    const report = json(await suture(['run', 'acme/pay', '--json']));
    expect(report.pullRequests).toHaveLength(4);
    expect(stage.emulator.requests.counts().byEndpoint).not.toHaveProperty('git-receive-pack');
    const unknown = await suture(['run', 'acme/nowhere']);
    expect(unknown).toMatchObject({ code: 2, stdout: '' });
    expect(unknown.stderr).toContain('No connection shows acme/nowhere');
  });

  it('shows repositories and status, as JSON and as tables', async () => {
    const { repositories } = json(await suture(['repositories', '--connection', 'acme', '--json']));
    expect(repositories).toEqual([
      {
        connection: 'acme',
        repository: 'acme/pay',
        defaultBranch: 'main',
        state: 'active',
        indexed: expect.stringMatching(/^[0-9a-f]{40}$/),
        open: 2,
        closed: 0,
      },
    ]);
    const status = json(await suture(['status', '--json']));
    expect(status).toMatchObject({ schemaVersion: 1, findings: { open: 4 }, left: [] });
    expect(status.pullRequests[0]).toMatchObject({ repository: 'acme/pay', state: 'open', resolves: 1 });
    expect((await suture(['repositories'])).stdout).toMatch(
      /^CONNECTION +REPOSITORY +BRANCH .*\n(.*\n)*acme +acme\/pay +main /,
    );
    expect((await suture(['status'])).stdout).toContain('4 findings open (2 critical, 2 high), 0 closed');
  });

  it('is watched by a server, which has the embedded database to itself and ends cleanly on SIGTERM', async () => {
    const server = start(['server'], { SUTURE_PORT: '0' });
    const [, url] = await server.said(/Suture is up on (\S+);/);
    expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ status: 'ok' });
    expect(await (await fetch(`${url}/readyz`)).json()).toMatchObject({ status: 'ready', advisories: {} });
    const second = await suture(['status']);
    expect(second).toMatchObject({ code: 2, stdout: '' });
    expect(second.stderr).toMatch(/in use by process \d+.*\n.*SUTURE_DATA_DIR/s);
    const port = await suture(['server'], {
      env: { SUTURE_PORT: new URL(url!).port, SUTURE_DATA_DIR: join(stage.dir, 'other') },
    });
    expect(port).toMatchObject({ code: 2, stderr: expect.stringContaining('SUTURE_PORT') });
    server.kill('SIGTERM');
    expect(await server.ended).toMatchObject({ code: 0, stderr: expect.stringMatching(/Stopped\..*\n$/) });
  });

  it('is forgotten on request, and nothing on Bitbucket is touched', async () => {
    expect(await suture(['connections', 'remove', 'acme'])).toMatchObject({ code: 0, stdout: '' });
    const status = json(await suture(['status', '--json']));
    expect(status.connections.map(({ name }: { name: string }) => name)).toEqual(['on premises']);
    expect(status.findings.open).toBe(2);
    expect(stage.pulls('cloud').map(({ state }) => state)).toEqual(['OPEN', 'OPEN']);
    expect(await suture(['connections', 'remove', 'acme'])).toMatchObject({ code: 2 });
  });
});

describe('secrets', () => {
  it('are in nothing that any of these commands said', () => {
    const secrets = stage.world.tokens.flatMap(({ secret, user }) => [
      secret,
      ...(user === undefined
        ? ['']
        : ['', user.email, user.name, 'x-token-auth', 'x-bitbucket-api-token-auth']
      ).map((name) => Buffer.from(name === '' ? secret : `${name}:${secret}`).toString('base64')),
      encodeURIComponent(secret),
    ]);
    const text = said.map(({ stdout, stderr }) => stdout + stderr).join('\n');
    expect(text.length).toBeGreaterThan(5_000);
    expect(secrets.filter((secret) => text.includes(secret.replace(/=+$/, '')))).toEqual([]);
  });
});

function start(args: string[], env: Record<string, string> = {}): Running {
  const running = startCommand(stage, args, { env });
  void running.ended.then((ended) => said.push(ended));
  return running;
}

async function suture(args: string[], options?: CommandOptions): Promise<Ended> {
  const ended = await runCommand(stage, args, options);
  said.push(ended);
  return ended;
}

function connect(edition: Edition, token: string, more: string[], url?: string): Promise<Ended> {
  const secret = token === '?' ? 'ATATT3x-not-a-token' : tokenOf(edition, token).secret;
  const env = { SUTURE_TOKEN: secret };
  if (edition === 'data-center') {
    const base = [
      'connect',
      'datacenter',
      '--project',
      'ACME',
      '--url',
      url ?? stage.emulator.dataCenter.url,
    ];
    return suture([...base, ...more], { env });
  }
  const base = ['connect', 'cloud', '--workspace', 'acme', '--url', url ?? stage.emulator.cloud.url];
  return suture([...base, '--email', 'suture@acme.example', ...more], { env });
}

function tokenOf(edition: Edition, name: string): Token {
  return stage.world.tokens.find((token) => token.edition === edition && token.name === name)!;
}

/** The names below `Commands:` of a help text. */
function commandsIn(help: string): string[] {
  const [, list = ''] = help.split('\nCommands:\n');
  return [...list.matchAll(/^ {2}([a-z-]+)/gm)].map(([, name]) => name!).filter((name) => name !== 'help');
}

// biome-ignore lint/suspicious/noExplicitAny: tests look wherever they like
function json({ code, stdout, stderr }: Ended): any {
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout);
}

/** Self-signed for 127.0.0.1, made for this test; protects nothing. */
function privateKey(): string {
  return `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgsRIqjt8SlUpGzWvG
B0YX3VLuzIItgLYIfmnfgjUy04mhRANCAAQ5qGzMcpU5aMYLPvHnmUkDfC1+fRpt
rEY/50Kyv/otju3PiJU0FdMftwjmrVJDs0Rd4MMjeUZL+ZPOtyTBdcef
-----END PRIVATE KEY-----`;
}

function certificate(): string {
  return `-----BEGIN CERTIFICATE-----
MIIBjzCCATagAwIBAgIUD9809f4Bv32V2E3kAC3nTaqDDWcwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJMTI3LjAuMC4xMCAXDTI2MTEyNDAxNTM1NVoYDzIxMjYxMDMx
MDE1MzU1WjAUMRIwEAYDVQQDDAkxMjcuMC4wLjEwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQ5qGzMcpU5aMYLPvHnmUkDfC1+fRptrEY/50Kyv/otju3PiJU0FdMf
twjmrVJDs0Rd4MMjeUZL+ZPOtyTBdcefo2QwYjAdBgNVHQ4EFgQUK4DeMR+k0ufc
y7KGfwJP1dj0DLswHwYDVR0jBBgwFoAUK4DeMR+k0ufcy7KGfwJP1dj0DLswDwYD
VR0TAQH/BAUwAwEB/zAPBgNVHREECDAGhwR/AAABMAoGCCqGSM49BAMCA0cAMEQC
IDG+Mwa47fhl8TN/a9QzzNNDQhI/tieijbdhkRZlOLcpAiAbTkc7APSCwlln8dNi
evwRgpnZ0WeMH/QSc+2/vNr3Ig==
-----END CERTIFICATE-----`;
}
