import { join } from "node:path";

/** Where a home keeps the bundle in force. */
export interface BundlePlaces {
  readonly folder: string;
  /** The root of trust: pinned once, then followed. */
  readonly root: string;
  /** Which bundle is in force, by its sum. */
  readonly kept: string;
}

export function bundlePlaces(folder: string): BundlePlaces {
  return { folder, root: join(folder, "root.json"), kept: join(folder, "kept.json") };
}

/** A bundle's file is named by its own SHA-256, so that nothing else can be taken for it. */
export function bundleFile(folder: string, sha256: string): string {
  return join(folder, `${sha256}.json`);
}
