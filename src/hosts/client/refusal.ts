import type { HttpResponse } from '../../lib/http/http.ts';
import { HostError } from '../error.ts';

/** What any server or proxy may answer, whatever its edition; undefined for what the edition words itself. */
export function commonRefusal(answer: HttpResponse, what: string, said: string): HostError | undefined {
  const { status, headers } = answer;
  if (status === 407 || ([502, 503, 504].includes(status) && headers.via !== undefined))
    return new HostError('proxy', `${what}: the proxy answered ${status}`, {
      retry: status !== 407,
      remedy:
        status === 407
          ? 'The proxy wants a login: put it into HTTP_PROXY or HTTPS_PROXY as http://user:password@proxy:port.'
          : 'If the server is inside your network, add its name to NO_PROXY; otherwise check that the proxy may reach it.',
    });
  if (status >= 500)
    return new HostError('server-error', `${what}: Bitbucket answered ${status}${said}`, {
      retry: true,
      remedy: 'Bitbucket has a problem of its own. Suture tries again by itself.',
    });
  if (status >= 300 && status < 400)
    return new HostError('unexpected-answer', `${what}: redirected to ${place(headers.location)}`, {
      remedy:
        'Something in front of Bitbucket (single sign-on, a load balancer, http instead of https) sends API calls elsewhere. Put the final address into the base URL, or let API calls pass.',
    });
  return undefined;
}

/** A server's words for a message: one line, bounded, without the secret should it be echoed. */
export function quote(text: string, secret: string): string {
  const plain = text.replaceAll(secret, '***').replace(/\s+/g, ' ').trim();
  if (plain === '' || plain.startsWith('<')) return '';
  return `: ${plain.length > 300 ? `${plain.slice(0, 299)}…` : plain}`;
}

/** Origin and path only: query strings of login pages carry tokens. */
function place(location: string | undefined): string {
  if (location === undefined || !URL.canParse(location)) return location?.split('?')[0] ?? 'nowhere';
  const { origin, pathname } = new URL(location);
  return `${origin}${pathname}`;
}
