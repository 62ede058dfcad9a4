import { testEcosystem } from '../ecosystem.contract.ts';
import { swift } from './index.ts';

testEcosystem(swift, new URL('./testdata/', import.meta.url));
