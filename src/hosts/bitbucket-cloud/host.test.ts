import { hostContract } from '../host.contract.ts';
import { bitbucketCloud } from './index.ts';

hostContract({ driver: bitbucketCloud, edition: 'cloud' });
