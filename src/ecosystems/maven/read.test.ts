import { testEcosystem } from '../ecosystem.contract.ts';
import { maven } from './index.ts';

testEcosystem(maven, new URL('./testdata/', import.meta.url), {
  // An entry spreads over several lines, and what Scala adds to a name (`_2.13`) stands elsewhere.
  reach: 4,
  writtenAs: (name) =>
    name
      .split(':')[1]!
      .replace(/_(?:2\.\d+|3)(?:_1\.0)?$/, '')
      .replace(/^kotlin-/, ''),
});
