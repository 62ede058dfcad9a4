import { GitError, type Remote } from './git.ts';

export type Environment = Record<string, string | undefined>;

/** What of our own environment git may see: how to reach the network, and nothing of ours. */
const passed = [
  'PATH',
  'TMPDIR',
  'SYSTEMROOT',
  'TEMP',
  'TMP',
  'HTTPS_PROXY',
  'https_proxy',
  'HTTP_PROXY',
  'http_proxy',
  'ALL_PROXY',
  'all_proxy',
  'NO_PROXY',
  'no_proxy',
  'SSL_CERT_DIR',
  'SSL_CERT_FILE',
  'GIT_SSL_CAINFO',
  'GIT_SSL_CAPATH',
];

/**
 * Answers to hostile repositories and servers. `transfer.fsckObjects` is left off on purpose: it refuses old histories
 * with harmless faults, in a partial clone it fetches every `.gitmodules`, and what it guards is the checkout, which
 * we never do; `tree.ts` checks the paths instead. Redirects are refused since git takes the header along to wherever
 * the first answer points.
 */
const hardening: Record<string, string> = {
  'core.hooksPath': '/dev/null',
  'core.fsmonitor': 'false',
  'core.askPass': '',
  'credential.helper': '',
  'protocol.allow': 'never',
  'protocol.http.allow': 'always',
  'protocol.https.allow': 'always',
  'http.followRedirects': 'false',
  'http.lowSpeedLimit': '1',
  'http.lowSpeedTime': '60',
  'fetch.recurseSubmodules': 'false',
  'push.recurseSubmodules': 'no',
  'submodule.recurse': 'false',
  'commit.gpgSign': 'false',
  'push.gpgSign': 'false',
  'gc.auto': '0',
  'maintenance.auto': 'false',
};

/**
 * The environment git runs in: an allow-list of `own`, no configuration of the machine or the user, no prompts. The
 * remote is called `origin`; its address and credential stand in `GIT_CONFIG_*` variables, so that neither is ever in
 * argv, in a file, or in the repository. A name and secret travel as a `Basic` header too, bound to the remote's
 * origin: unlike askpass that saves the refused first request, and no script has to be written anywhere.
 */
export function gitEnvironment(own: Environment, remote?: Remote): Environment {
  const config = { ...hardening, ...(remote === undefined ? {} : remoteConfig(remote)) };
  const env: Environment = {
    ...Object.fromEntries(passed.filter((name) => own[name] !== undefined).map((name) => [name, own[name]])),
    LC_ALL: 'C',
    // Not the user's: libcurl would send what it finds in ~/.netrc.
    HOME: '/nonexistent',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_LFS_SKIP_SMUDGE: '1',
    GIT_CONFIG_COUNT: String(Object.keys(config).length),
  };
  // git's libcurl does not read SSL_CERT_FILE where it is built on GnuTLS, as Debian's is.
  if (own.GIT_SSL_CAINFO === undefined && own.SSL_CERT_FILE !== undefined)
    env.GIT_SSL_CAINFO = own.SSL_CERT_FILE;
  for (const [index, [key, value]] of Object.entries(config).entries()) {
    env[`GIT_CONFIG_KEY_${index}`] = key;
    env[`GIT_CONFIG_VALUE_${index}`] = value;
  }
  return env;
}

/** Everything that must not appear in a message about this remote. */
export function secretsOf(remote: Remote | undefined): string[] {
  if (remote?.auth.kind === 'basic') return [remote.auth.secret, basicPair(remote.auth)];
  if (remote?.auth.kind !== 'header') return [];
  const value = remote.auth.header.replace(/^[^:]*:\s*/, '');
  return [remote.auth.header, value, value.replace(/^\w+\s+/, '')];
}

function remoteConfig(remote: Remote): Record<string, string> {
  const url = parseUrl(remote.url);
  const header = headerOf(remote.auth);
  if (header !== undefined && /[\r\n\0]/.test(header))
    throw new GitError('login-failed', 'The credential contains a line break.', {
      remedy: 'Enter the credential again, without a line break at its end.',
    });
  return {
    'remote.origin.url': url.href,
    ...(header === undefined ? {} : { [`http.${url.origin}/.extraHeader`]: header }),
  };
}

/** Data Center's own clone links carry the user's name; it is dropped. */
function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:')
    throw new GitError('not-found', 'The address of the repository is no http or https URL.');
  url.username = '';
  url.password = '';
  return url;
}

function headerOf(auth: Remote['auth']): string | undefined {
  if (auth.kind === 'none') return undefined;
  if (auth.kind === 'header') return auth.header;
  return `Authorization: Basic ${basicPair(auth)}`;
}

function basicPair({ username, secret }: { username: string; secret: string }): string {
  return Buffer.from(`${username}:${secret}`).toString('base64');
}
