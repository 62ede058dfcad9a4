import { testVersions } from '../versions.contract.ts';
import { versions } from './versions.ts';

testVersions(versions, {
  ordered: [
    ['1.0', ['1.0.0', '1-0-0', '1.00.0'], '1.0.0.9000', '1.0.1', '1.2', '1.10'],
    [['0.12-4', '0.12.4'], '0.12-41', '0.20-0'],
    ['', 'devel', '0'],
  ],
  satisfies: [
    ['1.0', '>= 1.0', true],
    ['1.0.0', '> 1.0', true],
    ['0.9', '>= 1.0', false],
    ['1.0', '<= 1.0', true],
    ['1.0', '< 1.0', false],
    ['1.0', '== 1.0', true],
    ['1.0', '!= 1.0', false],
    ['1.5', '>= 1.0, < 2.0', true],
    ['1.5', '*', true],
    ['1.5', '1.5', false],
    ['devel', '>= 1.0', false],
  ],
  stable: ['1.0', '0.12-41', '1.2.3.1'],
  unstable: ['1.0.0.9000', 'devel', ''],
  alphabet: '0129.-<>=!, *',
});
