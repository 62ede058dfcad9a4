import { expect, test } from 'vitest';
import { directRule } from './no-proxy.ts';

/** url, rules, the rule that lets it go direct (or none). */
const cases: [string, string, string | undefined][] = [
  ['http://127.0.0.1:7990/', '', 'loopback'],
  ['http://127.9.9.9/', '', 'loopback'],
  ['http://[::1]:7990/', '', 'loopback'],
  ['http://[::ffff:127.0.0.1]/', '', 'loopback'],
  ['http://localhost:1/', '', 'loopback'],
  ['https://api.bitbucket.org/', '', undefined],
  ['https://api.bitbucket.org/', '*', '*'],
  ['https://api.bitbucket.org/', 'bitbucket.org', 'bitbucket.org'],
  ['https://bitbucket.org/', 'bitbucket.org', 'bitbucket.org'],
  ['https://BitBucket.org./', 'BITBUCKET.ORG', 'BITBUCKET.ORG'],
  ['https://notbitbucket.org/', 'bitbucket.org', undefined],
  ['https://a.company.com/', '.company.com', '.company.com'],
  ['https://company.com/', '.company.com', undefined],
  ['https://a.company.com/', '*.company.com', '*.company.com'],
  ['https://company.com/', '*.company.com', undefined],
  ['https://git.local/', 'git.local:443', 'git.local:443'],
  ['http://git.local/', 'git.local:443', undefined],
  ['http://git.local/', 'git.local:80', 'git.local:80'],
  ['https://git.local:7990/', 'git.local:7990', 'git.local:7990'],
  ['https://10.1.2.3/', '10.0.0.0/8', '10.0.0.0/8'],
  ['https://11.1.2.3/', '10.0.0.0/8', undefined],
  ['https://host-in-10.example/', '10.0.0.0/8', undefined],
  ['https://10.1.2.3/', '10.1.2.3', '10.1.2.3'],
  ['https://10.1.2.3:8443/', '10.1.2.3:8443', '10.1.2.3:8443'],
  ['https://10.1.2.3/', '10.1.2.3:8443', undefined],
  ['https://10.1.2.3/', '2.3', undefined],
  ['https://[fd00::7]/', 'fd00::/8', 'fd00::/8'],
  ['https://[fd00::7]/', 'fd00::7', 'fd00::7'],
  ['https://[fd00:0::7]:8443/', '[fd00::7]:8443', '[fd00::7]:8443'],
  ['https://10.1.2.3/', '10.0.0.0/33', undefined],
  ['https://10.1.2.3/', '10.0.0.0/', undefined],
  ['https://10.1.2.3/', '10.0.0.0/x', undefined],
  ['https://a.company.com/', 'other.com, .company.com', ' .company.com'],
];

test.each(cases)('%s with NO_PROXY=%j', (url, rules, direct) => {
  expect(directRule(new URL(url), rules.split(','))).toBe(direct);
});
