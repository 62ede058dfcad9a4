import { testEcosystem } from '../ecosystem.contract.ts';
import { conan } from './index.ts';

testEcosystem(conan, new URL('./testdata/', import.meta.url));
