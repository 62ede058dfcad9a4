import { testVersions } from '../versions.contract.ts';
import { versions } from './versions.ts';

testVersions(versions, {
  ordered: [
    // https://go.dev/ref/mod#pseudo-versions: each lies between the tag it is built on and the next.
    [
      'v0.0.0-20190101000000-abcdefabcdef',
      ['v0.0.0-20191109021931-daa7c04131f5', '0.0.0-20191109021931-daa7c04131f5'],
      'v0.0.0',
    ],
    ['v1.2.2', 'v1.2.3-pre', 'v1.2.3-pre.0.20191109021931-daa7c04131f5', 'v1.2.3-pre.1', 'v1.2.3'],
    ['v1.2.3', 'v1.2.4-0.20191109021931-daa7c04131f5', 'v1.2.4-pre', 'v1.2.4'],
    [['v2.0.0+incompatible', '2.0.0', 'v2.0.0'], 'v2.1.0+incompatible', 'v4.1.2+incompatible'],
    // https://go.dev/ref/mod#versions
    ['v0.0.0', 'v1.12.134', 'v8.0.5-pre', ['v8.0.5', 'v8.0.5+meta'], 'v2147483648.0.0'],
    // https://go.dev/doc/toolchain#version: release candidates before the release, with or without a patch number.
    [
      ['1.20', 'go1.20', '1.20.0'],
      '1.20.14',
      '1.21.0-0',
      ['1.21rc1', 'go1.21rc1', '1.21.0-rc.1'],
      '1.21rc2',
      '1.21rc10',
      ['1.21', '1.21.0'],
      ['go1.21.1', '1.21.1'],
      '1.22beta1',
      '1.22rc1',
    ],
    ['', 'main', 'v0.0.0-0'],
  ],
  satisfies: [
    ['v1.2.3', 'v1.2.3', true],
    ['1.9.0', 'v1.2.3', true],
    ['v1.2.2', 'v1.2.3', false],
    ['v1.2.3-pre', 'v1.2.3', false],
    ['v2.0.0+incompatible', 'v1.9.0', true],
    ['v1.2.9', 'v1.2', true],
    ['v1.3.0', 'v1.2', false],
    ['v1.9.0', '1', true],
    ['v1.2.2', '<v1.2.3', true],
    ['v1.2.3', '<v1.2.3', false],
    ['v1.2.3', '<=v1.2.3', true],
    ['v1.2.3', '>v1.2.3', false],
    ['v1.2.4', '>=v1.2.3', true],
    ['v1.2.3', 'latest', false],
    ['main', 'v1.2.3', false],
    ['main', '<v1.2.3', false],
    ['v1.2.3', '', false],
  ],
  stable: ['v1.2.3', '1.2.3', 'v2.0.0+incompatible', '1.21', 'go1.21.3'],
  unstable: ['v1.2.3-pre', 'v0.0.0-20191109021931-daa7c04131f5', '1.21rc2', 'go1.22beta1', 'main', ''],
  alphabet: 'vgorc0123.-+ <>=i',
});
