import { testEcosystem } from '../ecosystem.contract.ts';
import { cargo } from './index.ts';

testEcosystem(cargo, new URL('./testdata/', import.meta.url));
