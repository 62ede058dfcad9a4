import { BlockList, isIP } from 'node:net';

/**
 * The rule that lets a URL go past the proxy, or undefined when the proxy takes it. Loopback always goes direct.
 *
 * Rules are Go's (golang.org/x/net/http/httpproxy), because most tools beside us follow them: `*` is everything;
 * `example.com` the domain and all below it; `.example.com` and `*.example.com` only what is below; an address or CIDR
 * range matches literal addresses, never names; `:port` narrows any of them to that port. CIDR is matched by
 * `net.BlockList`: undici, Node and npm compare it as text and send `10.1.2.3` through the proxy despite `10.0.0.0/8`.
 */
export function directRule(url: URL, rules: readonly string[]): string | undefined {
  const host = url.hostname
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase();
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  if (isLoopback(host)) return 'loopback';
  return rules.find((rule) => matches(rule.trim().toLowerCase(), host, port));
}

function isLoopback(host: string): boolean {
  return (
    host === 'localhost' || host.endsWith('.localhost') || inRange(host, '127.0.0.0/8') || host === '::1'
  );
}

function matches(rule: string, host: string, port: string): boolean {
  if (rule === '*') return true;
  if (rule.includes('/')) return inRange(host, rule);
  const { name, only } = splitPort(rule);
  if (name === '' || (only !== undefined && only !== port)) return false;
  if (isIP(host) !== 0 || isIP(name) !== 0)
    return isIP(name) !== 0 && inRange(host, `${name}/${widest(name)}`);
  if (name.startsWith('*.')) return host.endsWith(name.slice(1));
  if (name.startsWith('.')) return host.endsWith(name);
  return host === name || host.endsWith(`.${name}`);
}

/** `host:port`, `[::1]:port`; a bare `::1` has no port. */
function splitPort(rule: string): { name: string; only?: string } {
  const bracketed = /^\[(.+)\](?::(\d+))?$/.exec(rule);
  const plain = bracketed ?? (isIP(rule) === 6 ? null : /^([^:]*):(\d+)$/.exec(rule));
  if (!plain) return { name: rule };
  return plain[2] === undefined ? { name: plain[1]! } : { name: plain[1]!, only: plain[2] };
}

function inRange(host: string, range: string): boolean {
  const [net = '', bits = ''] = range.split('/');
  const family = isIP(net);
  const width = Number(bits);
  if (isIP(host) === 0 || family === 0 || !/^\d+$/.test(bits) || width > widest(net)) return false;
  const list = new BlockList();
  list.addSubnet(net, width, family === 6 ? 'ipv6' : 'ipv4');
  return list.check(host, isIP(host) === 6 ? 'ipv6' : 'ipv4');
}

function widest(address: string): number {
  return isIP(address) === 6 ? 128 : 32;
}
