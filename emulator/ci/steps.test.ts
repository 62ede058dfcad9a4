import { describe, expect, test } from 'vitest';
import { readPipeline } from './steps.ts';

const linesOf = (source: string, branch = 'main') => {
  const read = readPipeline(source, branch);
  return read.status === 'ok' ? read.steps?.steps.map((step) => step.lines) : read.fault;
};

describe('the steps of a push', () => {
  test.each([
    ['default', 'main', [['echo default']]],
    ['of a branch', 'release/1.0', [['echo release']]],
    ['of a deep branch', 'release/1.0/x', [['echo default']]],
    ['across segments', 'deep/a/b', [['echo deep']]],
    ['either', 'fix', [['echo either']]],
  ])('%s', (_, branch, lines) => {
    const source = `
image: node:24
pipelines:
  default: [ step: { script: [ echo default ] } ]
  branches:
    'release/*': [ step: { script: [ echo release ] } ]
    'deep/**': [ step: { script: [ echo deep ] } ]
    '{fix,bug}': [ step: { script: [ echo either ] } ]
`;
    expect(linesOf(source, branch)).toEqual(lines);
  });

  test('in parallel, in stages, by anchors; pipes are left out', () => {
    const source = `
definitions:
  steps:
    - step: &build { name: Build, script: [ make ] }
pipelines:
  default:
    - step: *build
    - parallel: [ { step: { script: [ a ] } }, { step: { script: [ b, { pipe: 'x/y:1' } ] } } ]
    - parallel: { fail-fast: true, steps: [ { step: { script: [ c ] } } ] }
    - stage: { name: S, steps: [ { step: { name: D, script: [ d ] } } ] }
`;
    expect(linesOf(source)).toEqual([['make'], ['a'], ['b'], ['c'], ['d']]);
  });

  test.each([
    ['', undefined],
    ['pipelines: {}', undefined],
    ['pipelines: { branches: { other: [ step: { script: [ x ] } ] } }', undefined],
    ['pipelines: { default: [] }', 'bitbucket-pipelines.yml: there is no step with a script'],
    [
      'pipelines: { default: [ step: { script: 7 } ] }',
      'bitbucket-pipelines.yml: there is no step with a script',
    ],
    [
      'pipelines: { default: { step: { script: [ x ] } } }',
      'bitbucket-pipelines.yml: there is no step with a script',
    ],
    ['__proto__: { pipelines: { default: [ step: { script: [ x ] } ] } }', undefined],
    ['a: [', expect.stringMatching(/^bitbucket-pipelines.yml: Flow sequence/)],
    [
      `a: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefghi'].map((c, i) => `${c}: &${c} [${Array(9).fill(`*${'abcdefgh'[i]}`)}]`).join('\n')}\n`,
      expect.stringContaining('alias'),
    ],
    [' '.repeat(300_000), expect.stringContaining('too large')],
  ])('of %j', (source, result) => {
    expect(linesOf(source)).toEqual(result);
  });

  test('a hostile pattern ends', () => {
    const source = `pipelines: { default: [ step: { script: [ x ] } ], branches: { '${'**a'.repeat(80)}': [] } }`;
    expect(linesOf(source, `${'a'.repeat(240)}b`)).toEqual([['x']]);
  });
});
