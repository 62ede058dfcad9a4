import { testEcosystem } from '../ecosystem.contract.ts';
import { hex } from './index.ts';

testEcosystem(hex, new URL('./testdata/', import.meta.url));
