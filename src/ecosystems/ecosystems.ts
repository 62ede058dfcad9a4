import type { EcosystemId } from '../domain/inventory.ts';
import { cargo } from './cargo/index.ts';
import { conan } from './conan/index.ts';
import { cran } from './cran/index.ts';
import type { Ecosystem } from './ecosystem.ts';
import { go } from './go/index.ts';
import { hackage } from './hackage/index.ts';
import { hex } from './hex/index.ts';
import { maven } from './maven/index.ts';
import { npm } from './npm/index.ts';
import { packagist } from './packagist/index.ts';
import { pub } from './pub/index.ts';
import { pypi } from './pypi/index.ts';
import { rubygems } from './rubygems/index.ts';
import { swift } from './swift/index.ts';

/** Every ecosystem that Suture knows. */
export const ecosystems: readonly Ecosystem[] = [
  npm,
  go,
  cargo,
  pub,
  pypi,
  hex,
  swift,
  cran,
  conan,
  hackage,
  maven,
  rubygems,
  packagist,
];

/** The ecosystem with this id; `undefined` for one that nobody knows. */
export function ecosystemOf(id: EcosystemId): Ecosystem | undefined {
  return ecosystems.find((ecosystem) => ecosystem.id === id);
}
