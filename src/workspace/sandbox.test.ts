import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { runSandboxed, type SandboxRequest } from './sandbox.ts';

const sandbox = (script: string, more: Partial<SandboxRequest> = {}) =>
  runSandboxed({
    command: ['sh', '-c', script],
    cwd: tmpdir(),
    env: { PATH: process.env.PATH },
    seconds: 20,
    maxOutput: 10_000,
    ...more,
  });

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
/** Killed processes stay visible until they are reaped. */
const untilDead = async (pid: number) => {
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 10));
};

describe('runSandboxed', () => {
  it('gives the exit code and both outputs', async () => {
    expect(await sandbox('echo out; echo err >&2; exit 3')).toEqual({
      code: 3,
      output: expect.stringMatching(/^(out\nerr|err\nout)\n$/),
      timedOut: false,
    });
  });

  it('passes arguments as they are, and no shell reads them', async () => {
    const command: SandboxRequest['command'] = ['printf', '%s|', '$(id)', '; exit 9', 'a b'];
    expect((await sandbox('', { command })).output).toBe('$(id)|; exit 9|a b|');
  });

  it('shows the program none of our secrets', async () => {
    const env = {
      PATH: process.env.PATH,
      HTTPS_PROXY: 'http://proxy:3128',
      SUTURE_TOKEN: 'secret',
      DATABASE_URL: 'postgres://u:secret@h/d',
      NPM_TOKEN: 'secret',
      NODE_OPTIONS: '--require /secret',
      HOME: '/home/somebody/secret',
    };
    const { output } = await sandbox('env', { env, set: { npm_config_registry: 'https://npm.example.com' } });
    expect(output).not.toMatch(/secret/);
    const names = output.split('\n').map((line) => line.split('=')[0]);
    expect(names).toEqual(expect.arrayContaining(['PATH', 'HTTPS_PROXY', 'HOME', 'npm_config_registry']));
  });

  it('gives it a home of its own that is gone afterwards', async () => {
    const { output } = await sandbox('touch "$HOME/x" && printf %s "$HOME"');
    expect(output).toMatch(/suture-home-/);
    expect(existsSync(output)).toBe(false);
  });

  it('kills all its processes when time is up', async () => {
    const result = await sandbox('sleep 1000 & echo $!; wait', { seconds: 0.3 });
    expect(result).toMatchObject({ code: null, timedOut: true });
    await untilDead(Number(result.output));
  });

  it('leaves nothing in the background', async () => {
    const result = await sandbox('sleep 1000 & echo $!');
    expect(result).toMatchObject({ code: 0, timedOut: false });
    await untilDead(Number(result.output));
  });

  it('throws when the caller aborts', async () => {
    const controller = new AbortController();
    const running = sandbox('sleep 1000', { signal: controller.signal });
    controller.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
    await expect(sandbox('true', { signal: controller.signal })).rejects.toThrow('enough');
  });

  it('keeps the end of too much output', async () => {
    const { output } = await sandbox('i=0; while [ $i -lt 20000 ]; do echo $i; i=$((i+1)); done', {
      maxOutput: 100,
    });
    expect(output).toHaveLength(100);
    expect(output).toMatch(/19998\n19999\n$/);
  });

  it('says when a program cannot be started', async () => {
    const result = await sandbox('', { command: ['no-such-program'] });
    expect(result).toMatchObject({ code: null, timedOut: false });
    expect(result.output).toContain('no-such-program cannot be started');
  });
});
