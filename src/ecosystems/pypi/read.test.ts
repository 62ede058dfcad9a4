import { testEcosystem } from '../ecosystem.contract.ts';
import { pypi } from './index.ts';

testEcosystem(pypi, new URL('./testdata/', import.meta.url));
