import { describe, expect, it } from 'vitest';
import { inventoryOf } from '../../test/fakes/inventory.ts';
import { pathsTo } from './paths.ts';

function paths(chains: string[], target: string) {
  const { packages } = inventoryOf(chains).manifests[0]!;
  const targets = packages.flatMap((p, index) => (p.name === target ? [index] : []));
  const { paths, count } = pathsTo(packages, targets);
  return { paths: paths.map((path) => path.join(' > ')), count };
}

describe('paths to a package', () => {
  it('lists every way, shortest first', () => {
    const chains = ['app > z@1.0.0', 'app > a@1.0.0 > b@1.0.0 > z@1.0.0', 'app > c@1.0.0 > b@1.0.0'];
    expect(paths(chains, 'z')).toEqual({
      paths: ['z@1.0.0', 'a@1.0.0 > b@1.0.0 > z@1.0.0', 'c@1.0.0 > b@1.0.0 > z@1.0.0'],
      count: 3,
    });
  });

  it('goes on above a direct dependency that others bring in, too', () => {
    expect(paths(['app > b@1.0.0 > z@1.0.0', 'app > a@1.0.0 > b@1.0.0'], 'z').paths).toEqual([
      'b@1.0.0 > z@1.0.0',
      'a@1.0.0 > b@1.0.0 > z@1.0.0',
    ]);
  });

  it('ends in circles', () => {
    expect(
      paths(['app > a@1.0.0 > b@1.0.0 > a@1.0.0', 'app > a@1.0.0 > b@1.0.0 > z@1.0.0'], 'z').paths,
    ).toEqual(['a@1.0.0 > b@1.0.0 > z@1.0.0']);
  });

  it('stays bounded where every package requires every other of the next layer', () => {
    const layers = Array.from({ length: 12 }, (_, layer) => [0, 1, 2, 3].map((i) => `l${layer}-${i}@1.0.0`));
    const chains = layers
      .slice(1)
      .flatMap((layer, i) => layers[i]!.flatMap((a) => layer.map((b) => ['x', a, b])));
    const lines = [
      ...layers[0]!.map((top) => `app > ${top}`),
      ...chains.map(([, a, b]) => `app > l0-0@1.0.0 > ${a} > ${b}`),
    ];
    const result = paths([...lines, `app > ${layers[11]![0]} > z@1.0.0`], 'z');
    expect(result.paths.length).toBeLessThanOrEqual(100);
    expect(result.count).toBeGreaterThan(100);
  });
});
