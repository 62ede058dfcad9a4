import { testEcosystem } from '../ecosystem.contract.ts';
import { cran } from './index.ts';

testEcosystem(cran, new URL('./testdata/', import.meta.url));
