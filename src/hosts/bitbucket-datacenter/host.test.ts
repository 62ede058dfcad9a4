import { hostContract } from '../host.contract.ts';
import { bitbucketDatacenter } from './index.ts';

hostContract({ driver: bitbucketDatacenter, edition: 'data-center' });
