import { posix, win32 } from "node:path";
import type { ConfigEdit, Platform, Scope } from "../src/install/edit.ts";
import type { Json } from "../src/model/json.ts";

/** Where an installation takes place. */
export interface Site {
  readonly platform: Platform;
  readonly scope: Scope;
  /** Put before managed paths: "" but where an image is prepared. */
  readonly root: string;
  readonly home: string;
  /** The project's folder. */
  readonly project: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What shall be written. */
export interface Wish {
  readonly command: string;
  /** Enforced, and what fails is to be stopped. */
  readonly closed: boolean;
  /** Rules of the agent's own for what its hooks cannot see were asked for. */
  readonly denyRules: boolean;
  /** Of the client that is installed; undefined where that is not known, and then a current one is taken for granted. */
  readonly version: string | undefined;
}

/** The files as they will stand after the installation; undefined where there is none or it cannot be read. */
export type ReadJson = (file: string) => Json | undefined;

/** One agent: data about its files first, the exact edits second, what silences it third. All of it is pure. */
export interface Installer {
  readonly agent: string;
  readonly title: string;
  readonly scopes: readonly Scope[];
  /** Names of its program on PATH. */
  readonly programs: readonly string[];
  /** The first version whose hooks stop tools, where it is known. */
  readonly oldest?: string;
  /** Its folder in the user's home: where it exists, the agent is taken to be in use. */
  readonly folder: (site: Site) => string;
  readonly edits: (site: Site, wish: Wish) => readonly ConfigEdit[];
  /** Edits that depend on what the first came to. */
  readonly followUp?: (site: Site, wish: Wish, read: ReadJson) => readonly ConfigEdit[];
  /** Files besides those of `edits` in which something of ours may stand. */
  readonly alsoRemove?: (site: Site) => readonly Pick<ConfigEdit, "file" | "format">[];
  /** What would keep the hooks from being obeyed, and what a person has to do: one sentence each. */
  readonly remarks?: (site: Site, wish: Wish, read: ReadJson) => readonly string[];
  /** Where the agent records trust, it is asked whether it trusts. */
  readonly trust?: "codex";
}

/** Seconds. An answer takes a millisecond and never more than 100; the rest is for a machine that is swapping. */
export const TIMEOUT = 10;

export function pathIn({ platform }: Pick<Site, "platform">, ...parts: readonly string[]): string {
  return (platform === "win32" ? win32 : posix).join(...parts);
}

/** A folder of the user that a variable of the agent's own can move. */
export function folderIn(site: Site, name: string, variable: string): string {
  const moved = site.env[variable];
  return moved ? moved.replace(/(?<=.)[\\/]+$/, "") : pathIn(site, site.home, name);
}
