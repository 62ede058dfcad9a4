import type { Inventory } from '../../domain/inventory.ts';
import { readCondaEnvironment } from './conda-environment.ts';
import { capped, type Files } from './files.ts';
import { readRequirementsManifest } from './read-requirements.ts';
import { logicalLines } from './requirements/logical-lines.ts';
import { parseLines } from './requirements/parse.ts';
import { missingInclude, resolveInclude } from './requirements/read.ts';

/** Reads what pip installs into conda environments. What conda installs itself comes from elsewhere than PyPI. */
export async function readCondaEnvironments(
  paths: string[],
  files: Files,
  inventory: Inventory,
): Promise<void> {
  for (const path of paths) {
    const text = await files.text(path);
    if (text === undefined) continue;
    const { lines, conda, problems } = await readCondaEnvironment(path, text);
    inventory.problems.push(...capped(problems, path));
    if (lines === undefined) continue;
    const logical = lines.flatMap((one) =>
      logicalLines(one.text).map((read) => ({ ...read, line: one.line })),
    );
    const requirements = parseLines(path, logical);
    await readRequirementsManifest(path, requirements, files, inventory);
    for (const include of requirements.includes.filter(({ kind }) => kind === 'requirements')) {
      const file = resolveInclude(path, include.target);
      if (file === undefined || (await files.requirements(file)) === undefined)
        inventory.problems.push(missingInclude(include, path, file));
    }
    if (conda === 0) continue;
    const message = `${path} installs ${conda} packages by conda, which are not judged. Only its pip section was read.`;
    inventory.problems.push({ code: 'conda-packages-unread', message, path });
  }
}
