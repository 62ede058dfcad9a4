import semver from 'semver';
import type { Release } from '../apply/protocol.ts';
import { versions } from '../versions.ts';
import type { Registry } from './registry.ts';
import type { Situation } from './situation.ts';

/** Packages asked for while one target is planned. Beyond that a release counts as clean until the proof. */
const maxPackages = 400;
const maxDepth = 8;

export interface Move {
  name: string;
  from: string;
  to: string;
}

export type Preference = 'lowest' | 'newest';

/** Looks for releases that do without an affected copy, below them too, as far as the registry tells. */
export interface Chooser {
  /** The best clean release that is newer than `above` and inside all `ranges`. */
  choose(name: string, ranges: string[], above: string): Promise<Release | undefined>;
  /** All clean releases newer than `above`, best first: the same major, then others; deprecated ones last. */
  cleanAbove(name: string, above: string): Promise<Release[]>;
  /** Installed copies that have to move as well where this release is taken. */
  implied(release: Release): Promise<Move[]>;
}

export function makeChooser(
  situation: Situation,
  { releasesOf, prefetch }: Registry,
  preference: Preference,
): Chooser {
  const { target, carrierNames, installed, isBad, graph, carriers } = situation;
  const judged = new Map<string, Promise<boolean>>();
  const asked = new Set<string>();
  /** Nothing is lowered: what replaces an affected copy is newer than the oldest of them. */
  const oldest = target.versions.toSorted(versions.compare)[0]!;

  /** What cannot lead to the target, as far as the tree shows, is not looked at. */
  const matters = (name: string, depth: number) =>
    carrierNames.has(name) || (!installed.has(name) && depth < maxDepth && asked.size < maxPackages);

  const isClean = (name: string, release: Release, depth: number): Promise<boolean> => {
    const key = `${name}@${release.version}`;
    const known = judged.get(key);
    if (known !== undefined) return known;
    // A cycle leads back to a release that is being judged: it is as clean as the rest of it.
    judged.set(key, Promise.resolve(true));
    const verdict = judge(name, release, depth);
    void verdict.then((clean) => judged.set(key, Promise.resolve(clean)));
    return verdict;
  };
  const judge = async (name: string, release: Release, depth: number): Promise<boolean> => {
    if (isBad(name, release.version)) return false;
    const wants = release.wants.filter((want) => matters(want.name, depth));
    await prefetch(wants.map((want) => want.name));
    for (const want of wants) {
      if (want.name === target.package && release.bundles.includes(want.alias)) return false;
      const isTarget = want.name === target.package;
      const some = await candidates(want.name, [want.range], isTarget ? oldest : undefined);
      // A package that the registry does not know may be a private one; the target itself has to be there.
      if (some === undefined && !isTarget) continue;
      if ((await firstClean(want.name, some ?? [], depth + 1)) === undefined) return false;
    }
    return true;
  };
  const candidates = async (name: string, ranges: string[], above: string | undefined) => {
    asked.add(name);
    const releases = await releasesOf(name);
    return releases?.filter(
      ({ version }) =>
        (above === undefined || versions.compare(version, above) > 0) &&
        ranges.every((range) => semver.satisfies(version, range, { loose: true })) &&
        (versions.isStable(version) || (above !== undefined && !versions.isStable(above))),
    );
  };
  const firstClean = async (name: string, among: Release[], depth: number) => {
    const ordered = order(among, preference);
    for (const release of ordered) {
      if (!(await isClean(name, release, depth))) continue;
      return preference === 'lowest' ? firmer(release, ordered) : release;
    }
    return undefined;
  };
  /** Within the same minor, one that wants no affected version even by its range: also safe without a lockfile. */
  const firmer = (release: Release, ordered: Release[]) => {
    const same = `~${semver.major(release.version)}.${semver.minor(release.version)}.0`;
    return isFirm(release)
      ? release
      : (ordered.find((r) => !r.deprecated && semver.satisfies(r.version, same) && isFirm(r)) ?? release);
  };
  const isFirm = (release: Release) =>
    release.wants.every(({ name, range }) => {
      if (name !== target.package) return true;
      const lowest = semver.validRange(range) === null ? null : semver.minVersion(range);
      return lowest !== null && !isBad(name, lowest.version);
    });

  const implied = async (release: Release, seen: Set<string>): Promise<Move[]> => {
    const moves: Move[] = [];
    for (const want of release.wants) {
      if (!carrierNames.has(want.name)) continue;
      const copies = [...carriers]
        .map((i) => graph.nodes[i]!)
        .filter(
          (node) => node.name === want.name && semver.satisfies(node.version, want.range, { loose: true }),
        );
      for (const { name, version } of copies) {
        if (seen.has(`${name}@${version}`)) continue;
        seen.add(`${name}@${version}`);
        const own = (await releasesOf(name))?.find((r) => r.version === version);
        const keep = own !== undefined && (await isClean(name, own, 0)) ? own : undefined;
        const next =
          keep ?? (await firstClean(name, (await candidates(name, [want.range], version)) ?? [], 0));
        if (next === undefined) continue;
        if (next !== own) moves.push({ name, from: version, to: next.version });
        moves.push(...(await implied(next, seen)));
      }
    }
    return moves;
  };

  return {
    choose: async (name, ranges, above) => firstClean(name, (await candidates(name, ranges, above)) ?? [], 0),
    async cleanAbove(name, above) {
      const newer = order((await candidates(name, [], above)) ?? [], 'lowest');
      const major = semver.major(above, { loose: true });
      const isSameMajor = ({ version }: Release) => semver.major(version, { loose: true }) === major;
      const clean: Release[] = [];
      // The first and the last of each kind are enough: the ladder has no more rungs than that.
      for (const group of [newer.filter(isSameMajor), newer.filter((release) => !isSameMajor(release))]) {
        const first = await firstClean(name, group, 0);
        if (first === undefined) continue;
        const last = await firstCleanOf(name, order(group, 'newest').slice(0, 5), isClean);
        clean.push(first, ...(last === undefined || last === first ? [] : [last]));
      }
      return clean;
    },
    implied: (release) => implied(release, new Set()),
  };
}

async function firstCleanOf(
  name: string,
  ordered: Release[],
  isClean: (name: string, release: Release, depth: number) => Promise<boolean>,
): Promise<Release | undefined> {
  for (const release of ordered) if (await isClean(name, release, 0)) return release;
  return undefined;
}

function order(releases: Release[], preference: Preference): Release[] {
  const sign = preference === 'lowest' ? 1 : -1;
  return releases.toSorted(
    (a, b) => Number(a.deprecated) - Number(b.deprecated) || sign * versions.compare(a.version, b.version),
  );
}
