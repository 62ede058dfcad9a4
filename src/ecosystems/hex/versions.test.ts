import { testVersions } from '../versions.contract.ts';
import { versions } from './versions.ts';

testVersions(versions, {
  ordered: [
    ['1.0.0-alpha', '1.0.0-alpha.1', '1.0.0-beta', '1.0.0-beta.2', '1.0.0-beta.11', '1.0.0-rc.1', '1.0.0'],
    [['1.0.0', '1.0.0+build'], '1.0.1', '1.10.0', '2.0.0-dev', '2.0.0'],
    ['', 'main', '0.0.0-0'],
  ],
  // https://hexdocs.pm/elixir/Version.html#module-requirements
  satisfies: [
    ['2.0.0', '2.0.0', true],
    ['2.0.0', '== 2.0.0', true],
    ['2.1.0', '== 2.0.0', false],
    ['2.0.1', '!= 2.0.0', true],
    ['2.0.0', '> 2.0.0', false],
    ['2.0.5', '~> 2.0.0', true],
    ['2.1.0', '~> 2.0.0', false],
    ['2.9.9', '~> 2.1', true],
    ['2.1.0', '~> 2.1.2', false],
    ['3.0.0', '~> 2.1', false],
    ['2.0.0', '~> 2.1', false],
    ['2.1.3-dev', '~> 2.1.2', false],
    ['2.1.3-dev', '~> 2.1.3-dev', true],
    ['3.0.0-dev', '~> 2.1-dev', false],
    ['2.0.5', '>= 2.0.0 and < 2.1.0', true],
    ['2.1.0', '>= 2.0.0 and < 2.1.0', false],
    ['1.0.0', '~> 1.0 or ~> 2.0', true],
    ['3.0.0', '~> 1.0 or ~> 2.0', false],
    ['1.2.0', '~>1.0', true],
    ['1.0.0', '>= 1.0', false],
    ['1.0.0', '', false],
    ['1.0.0', '^1.0.0', false],
    ['main', '>= 0.0.0', false],
  ],
  stable: ['1.0.0', '1.0.0+build'],
  unstable: ['1.0.0-rc.0', '1.0.0-dev', 'main', ''],
  alphabet: '0123.-+~>=<! andor',
});
