import { ensureRepository, fetchTip } from './fetch.ts';
import type { Git } from './git.ts';
import type { Session } from './session.ts';

/** A message is a few lines; whoever writes more is not asked to be kind to our memory. */
const limit = 1024 * 1024;

/** Reads one commit that is a tip of the remote, without files: 2 HTTP requests, none where it is here already. */
export async function readCommit(
  session: Session,
  { dir, commit }: Pick<Parameters<Git['readCommit']>[0], 'dir' | 'commit'>,
): ReturnType<Git['readCommit']> {
  await ensureRepository(session, dir);
  await fetchTip(session, dir, commit);
  const text = (await session.run(['cat-file', 'commit', commit], { dir, limit })).toString('utf8');
  const end = text.indexOf('\n\n');
  const [header, message] = end < 0 ? [text, ''] : [text.slice(0, end), text.slice(end + 2)];
  const lines = header.split('\n');
  const valuesOf = (name: string) =>
    lines.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));
  return {
    parents: valuesOf('parent'),
    author: readPerson(valuesOf('author')[0]),
    committer: readPerson(valuesOf('committer')[0]),
    message,
  };
}

/** `Name <mail> 1767323045 +0000`; what is broken is empty and the year 1970. */
function readPerson(line = ''): { name: string; email: string; date: string } {
  const [, name = '', email = '', seconds = '0'] = /^(.*?) ?<([^>]*)> (\d{1,11}) [+-]\d{4}$/.exec(line) ?? [];
  return { name, email, date: new Date(Number(seconds) * 1000).toISOString() };
}
