import { testEcosystem } from '../ecosystem.contract.ts';
import { go } from './index.ts';

testEcosystem(go, new URL('./testdata/', import.meta.url));
