import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cloud } from '../cloud/edition.ts';
import { dataCenter } from '../data-center/edition.ts';
import { seedEmpty } from '../seed.ts';
import { type EmulatorOptions, startEmulator } from '../server.ts';
import type { Edition, Token, World } from '../world.ts';

/** A running emulator without repositories or builds, for tests that talk HTTP to one of its editions. */
export interface Started {
  world: World;
  url: string;
  token(name: string): Token;
  /** Calls as the holder of a token by its name, in the manner of its kind; '' is nobody. Bodies go as JSON. */
  call(
    token: string,
    method: string,
    path: string,
    body?: object,
    headers?: Record<string, string>,
  ): Promise<Called>;
  /** The headers of such a call. */
  headers(token: string, contentType?: string): Record<string, string>;
  settled(): Promise<void>;
  stop(): Promise<void>;
}

/** What came back. */
export interface Called {
  status: number;
  headers: Headers;
  text: string;
  /** The JSON of the text, or undefined. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look wherever they like
  body: any;
}

/** Starts the emulator on free ports in a directory of its own. */
export async function start(edition: Edition, profile: EmulatorOptions['profile'] = '9.4'): Promise<Started> {
  const stateDir = await mkdtemp(join(tmpdir(), 'suture-emulator-'));
  const emulator = await startEmulator({
    stateDir,
    profile,
    seed: seedEmpty,
    cloud,
    dataCenter,
    runCi: false,
  });
  const { world } = emulator;
  const { url } = edition === 'cloud' ? emulator.cloud : emulator.dataCenter;
  const token = (name: string) => {
    const found = world.tokens.find((each) => each.name === name && each.edition === edition);
    if (!found) throw new Error(`no token ${name}`);
    return found;
  };
  const headers = (name: string, contentType?: string): Record<string, string> => ({
    ...(name === '' ? {} : { authorization: authorization(token(name)) }),
    ...(contentType ? { 'content-type': contentType } : {}),
    ...(edition === 'data-center' ? { 'x-atlassian-token': 'no-check' } : {}),
  });
  return {
    world,
    url,
    token,
    headers,
    async call(name, method, path, body, more) {
      const response = await fetch(url + path, {
        method,
        redirect: 'manual',
        headers: { ...headers(name, body && 'application/json'), ...more },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      const text = await response.text();
      return { status: response.status, headers: response.headers, text, body: parse(text) };
    },
    settled: () => emulator.settled(),
    async stop() {
      await emulator.close();
      await rm(stateDir, { recursive: true, force: true });
    },
  };
}

/** How a credential of this kind is presented to REST. */
function authorization(token: Token): string {
  return token.kind === 'api-token' ? basic(token.user?.email ?? '', token.secret) : `Bearer ${token.secret}`;
}

/** The Basic header of a user and a secret (RFC 7617). */
export function basic(user: string, secret: string): string {
  return `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
