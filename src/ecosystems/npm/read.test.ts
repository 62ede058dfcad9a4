import { testEcosystem } from '../ecosystem.contract.ts';
import { npm } from './index.ts';

testEcosystem(npm, new URL('./testdata/', import.meta.url));
