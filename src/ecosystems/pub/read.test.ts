import { testEcosystem } from '../ecosystem.contract.ts';
import { pub } from './index.ts';

testEcosystem(pub, new URL('./testdata/', import.meta.url));
