import { describe, expect, it } from 'vitest';
import { readNpmrc } from './npmrc.ts';

describe('readNpmrc', () => {
  const tools = (said: string[] = []) => ({
    registry: 'https://registry.npmjs.org',
    allowedHosts: ['npm.acme.example'],
    say: (line: string) => said.push(line),
  });

  it('follows registries on hosts that are allowed', () => {
    const text = 'registry=https://npm.acme.example/all/\n@acme:registry = "https://npm.acme.example/own/"\n';
    expect(readNpmrc(text, tools())).toMatchObject({
      registry: 'https://npm.acme.example/all/',
      scopes: { '@acme': 'https://npm.acme.example/own/' },
    });
  });

  it('follows no other, and says so without the secret in the address', () => {
    const said: string[] = [];
    const text = 'registry=https://user:hunter2@169.254.169.254/\n@acme:registry=file:///etc\n';
    expect(readNpmrc(text, tools(said))).toMatchObject({
      registry: 'https://registry.npmjs.org',
      scopes: {},
    });
    expect(said.join(' ')).toContain('169.254.169.254');
    expect(said.join(' ')).not.toContain('hunter2');
  });

  it('knows how peers are to be resolved, and passes nothing else on', () => {
    const text =
      '# legacy-peer-deps=false\n; x\nlegacy-peer-deps=true\r\n//npm.acme.example/:_authToken=secret\nscript-shell=/tmp/evil\ncache=/tmp/evil\n';
    expect(readNpmrc(text, tools())).toEqual({
      registry: 'https://registry.npmjs.org',
      scopes: {},
      legacyPeerDeps: true,
      strictPeerDeps: false,
      installStrategy: 'hoisted',
    });
  });
});
