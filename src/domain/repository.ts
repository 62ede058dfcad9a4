/** The two names Bitbucket gives a repository: workspace or project key, and slug. They change on renames. */
export interface Slug {
  owner: string;
  name: string;
}

/** A repository as Suture knows it. */
export interface Repository {
  id: string;
  connection: string;
  /** Cloud's uuid or Data Center's numeric id: survives renames and transfers. */
  remoteId: string;
  slug: Slug;
  /** Short name, `main`; absent while the repository is empty. */
  defaultBranch?: string;
  /** Commit that was last indexed. */
  indexed?: string;
  /** `gone`: deleted or no longer visible to the credential. */
  state: 'active' | 'empty' | 'archived' | 'gone';
}

/** `workspace/slug` or `PROJECT/slug`, as people write it. */
export function formatSlug(slug: Slug): string {
  return `${slug.owner}/${slug.name}`;
}
