/** The builds of one commit, taken together. */
export interface BuildState {
  state: 'none' | 'running' | 'passed' | 'failed';
  builds: {
    key: string;
    name: string;
    state: 'running' | 'passed' | 'failed' | 'stopped';
    url?: string;
    description?: string;
  }[];
}

/** A pull request of ours, as the store knows it. */
export interface PullRequest {
  id: string;
  repository: string;
  /** The plan it carries out; one plan has one pull request. */
  plan: string;
  number: number;
  url: string;
  branch: string;
  /** The commit we pushed; another head means that a person pushed. */
  head: string;
  /** The commit of the default branch the fix was made on. */
  base: string;
  /** `withdrawn`: no longer needed, and closed by us; `declined`: by a person, which is remembered. */
  state: 'open' | 'merged' | 'declined' | 'withdrawn';
  build: BuildState['state'];
  touchedByHuman: boolean;
  /** Fingerprints it resolves. */
  resolves: string[];
}
