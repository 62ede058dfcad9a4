import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cleanEnvironment, git } from '../world/git.ts';

/** Checks one commit of a bare repository out into a new directory. @throws with git's own words. */
export async function checkOut(bare: string, commit: string, dir: string): Promise<void> {
  // Borrows the objects; without submodules, and without hooks or filters, which only a configuration could bring.
  const args = ['clone', '--quiet', '--shared', '--no-checkout', '--', bare, dir];
  const clone = spawn('git', args, { env: cleanEnvironment(), stdio: ['ignore', 'ignore', 'pipe'] });
  const closed = once(clone, 'close');
  let stderr = '';
  clone.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-2_000);
  });
  const [code] = await closed;
  if (code !== 0) throw new Error(`git clone ended with ${code}: ${stderr.trim()}`);
  await git(`${dir}/.git`, ['--work-tree', dir, 'checkout', '--quiet', '--detach', commit]);
}
