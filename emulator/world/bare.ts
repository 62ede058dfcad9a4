import { copyFile, link, mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

/** As Bitbucket serves: partial clones, single commits, pushes; and no housekeeping behind the tests' back. */
const config = `[core]
	repositoryformatversion = 0
	filemode = true
	bare = true
	hooksPath = /dev/null
[uploadpack]
	allowFilter = true
	allowAnySHA1InWant = true
[http]
	receivepack = true
[receive]
	autogc = false
[gc]
	auto = 0
[protocol]
	version = 2
`;

/** Makes an empty bare repository with `main` as HEAD. Written by hand: 500 of them must not cost 500 processes. */
export async function makeBare(dir: string): Promise<void> {
  for (const folder of ['objects/info', 'objects/pack', 'refs/heads', 'refs/tags'])
    await mkdir(join(dir, folder), { recursive: true });
  await writeFile(join(dir, 'HEAD'), 'ref: refs/heads/main\n');
  await writeFile(join(dir, 'config'), config);
}

/** Copies a bare repository. Objects never change, so they are linked where the file system can. */
export async function copyBare(from: string, to: string): Promise<void> {
  await makeBare(to);
  const entries = await readdir(from, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const source = join(entry.parentPath, entry.name);
    const name = relative(from, source);
    if (name === 'HEAD' || name === 'config') continue;
    const target = join(to, name);
    await mkdir(dirname(target), { recursive: true });
    if (name.startsWith('objects')) await link(source, target).catch(() => copyFile(source, target));
    else await copyFile(source, target);
  }
}
