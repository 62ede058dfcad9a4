/** Bounds of what is read, against archives and files made to exhaust a machine. In bytes where not said otherwise. */
export interface ReadLimits {
  /** Of one record, unpacked. The largest real ones are near 1 MB. */
  record: number;
  /** Of one file, unpacked. OSV's largest archive unpacks to about 1 GB. */
  total: number;
  /** How many times larger a file may become; counted from `slack` on. JSON lines of malware reports reach 30. */
  ratio: number;
  slack: number;
  /** Entries of one archive. */
  entries: number;
  /** Problems told of one file; the rest is summed up. */
  problems: number;
}

export const readLimits: ReadLimits = {
  record: 4 * 2 ** 20,
  total: 8 * 2 ** 30,
  ratio: 200,
  slack: 64 * 2 ** 20,
  entries: 2_000_000,
  problems: 100,
};
