import type { Redactor } from '../redact.ts';
import { GitError, type GitErrorCode } from './git.ts';

interface Kind {
  pattern: RegExp;
  code: GitErrorCode;
  retry?: boolean;
  remedy?: string;
}

/** By git's, libcurl's and Bitbucket's own words (LC_ALL=C), the most telling first. */
const kinds: Kind[] = [
  {
    // Before 2.31 git does not read GIT_CONFIG_COUNT, and so does not hear of the remote at all.
    pattern: /'origin' does not appear to be a git repository/,
    code: 'git-missing',
    remedy: 'Install git 2.31 or newer.',
  },
  {
    pattern: /\[remote rejected\]|hook declined|protected branch/i,
    code: 'rejected',
    remedy: 'Allow the token’s account to push branches that begin with suture/ in the branch permissions.',
  },
  {
    // Bitbucket Cloud answers git with app passwords so since July 2026: changelog entry CHANGE-3222.
    pattern: /CHANGE-3222|app passwords are deprecated|returned error: 410/i,
    code: 'app-password',
    remedy:
      'Bitbucket has removed app passwords. Make an API token or an access token, and connect with that.',
  },
  {
    pattern: /returned error: 429|rate limit/i,
    code: 'rate-limited',
    retry: true,
  },
  {
    pattern:
      /could not resolve proxy|CONNECT tunnel failed|response 407|returned error: 407|from proxy after/i,
    code: 'unreachable',
    retry: true,
    remedy: 'Check HTTPS_PROXY and NO_PROXY, and the proxy’s own name and password.',
  },
  {
    pattern:
      /returned error: 401|authentication failed|could not read (username|password)|terminal prompts disabled/i,
    code: 'login-failed',
    remedy:
      'Check that the token is complete, not expired and not revoked, and that it is of the kind chosen.',
  },
  {
    pattern: /returned error: 403|access denied|permission denied to/i,
    code: 'forbidden',
    remedy: 'Give the token the right to read this repository, and to write it where fixes are to be pushed.',
  },
  {
    pattern: /returned error: 30\d/i,
    code: 'not-found',
    remedy: 'The server answers with a redirect. Use the address it redirects to as the base address.',
  },
  {
    pattern:
      /returned error: 404|repository .* not found|couldn't find remote ref|not our ref|unadvertised object|not valid: is this a git repository/i,
    code: 'not-found',
    remedy: 'Check that the repository exists and that the token may see it.',
  },
  {
    pattern:
      /SSL certificate|certificate verif|server certificate|gnutls|SSL_ERROR|SSL connect|TLS (connect|alert|packet)|CAfile/i,
    code: 'tls',
    remedy: 'Name the certificate authority of the server in GIT_SSL_CAINFO or SSL_CERT_FILE (a PEM file).',
  },
  {
    pattern: /timed out|too slow|transfer closed.*timeout/i,
    code: 'timeout',
    retry: true,
  },
  {
    pattern:
      /could not resolve host|couldn't connect|failed to connect|connection (refused|reset|was reset|closed)|empty reply|recv failure|send failure|RPC failed|early EOF|hung up unexpectedly|unexpected disconnect|returned error: 5\d\d|network is unreachable/i,
    code: 'unreachable',
    retry: true,
  },
];

/** Turns git's exit into an error: code and remedy by its words, which follow masked and without control characters. */
export function failure(command: string, stderr: string, redact: Redactor): GitError {
  const kind = kinds.find(({ pattern }) => pattern.test(stderr));
  const words = clean(redact(stderr));
  return new GitError(kind?.code ?? 'broken', `git ${command} failed: ${words || 'no reason given'}`, {
    retry: kind?.retry ?? false,
    ...(kind?.remedy === undefined ? {} : { remedy: kind.remedy }),
  });
}

/** Servers write `remote:` lines at will: no terminal escapes, and not more than a screen. */
function clean(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: taking control characters out is the purpose
  const plain = text.replace(/\x1b\[[0-9;]*[A-Za-z]/g, '').replace(/[\x00-\x09\x0b-\x1f\x7f-\x9f]+/g, ' ');
  const lines = plain.split('\n').map((line) => line.trimEnd());
  const trimmed = lines.filter((line) => line !== '' && line !== 'remote:').join('\n');
  return trimmed.length > 2_000 ? `${trimmed.slice(0, 2_000)} …` : trimmed;
}
