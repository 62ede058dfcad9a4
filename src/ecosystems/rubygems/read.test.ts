import { testEcosystem } from '../ecosystem.contract.ts';
import { rubygems } from './index.ts';

testEcosystem(rubygems, new URL('./testdata/', import.meta.url));
