import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';

const bin = join(import.meta.dirname, '../../bin/suture.mjs');

it('the installed command starts the emulator, says where in one line of JSON, and ends cleanly on SIGTERM', async () => {
  const child = spawn(bin, ['emulator', '--json', '--cloud-port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const said = JSON.parse(line);
  expect(said).toMatchObject({
    schemaVersion: 1,
    cloud: { workspace: 'acme' },
    dataCenter: { projectKey: 'ACME' },
  });
  const answer = await fetch(`${said.cloud.baseUrl}/_emulator/requests`);
  expect(await answer.json()).toMatchObject({ total: 0 });
  child.kill('SIGTERM');
  expect(await once(child, 'close')).toEqual([0, null]);
  await expect(fetch(said.cloud.baseUrl)).rejects.toThrow();
});
