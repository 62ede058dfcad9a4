import { testEcosystem } from '../ecosystem.contract.ts';
import { hackage } from './index.ts';

testEcosystem(hackage, new URL('./testdata/', import.meta.url));
