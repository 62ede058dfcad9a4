import { testEcosystem } from '../ecosystem.contract.ts';
import { packagist } from './index.ts';

testEcosystem(packagist, new URL('./testdata/', import.meta.url));
