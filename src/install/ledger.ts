import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isObject, type Json, type JsonObject } from "../model/json.ts";
import type { FormatName, Mark, Scope } from "./edit.ts";
import { makeFolders, removeFile, replaceFile } from "./files.ts";
import { Refusal } from "./refusal.ts";

/** What was done to one file. `before` and `after` let it be given back to the byte, `mark` also after others changed it. */
export interface Deed {
  readonly agent: string;
  readonly scope: Scope;
  readonly format: FormatName;
  readonly positional: boolean;
  /** The place that was written, links followed. */
  readonly path: string;
  /** Name of the copy in the folder of backups; "absent" where there was no file, "unknown" where others had changed it. */
  readonly before:
    | { readonly kind: "absent" | "unknown" }
    | { readonly kind: "copy"; readonly name: string; readonly sha256: string };
  /** Digest of what was written. */
  readonly after: string;
  readonly folders: readonly string[];
  readonly mark: Mark;
  /** When it was done, ISO 8601. */
  readonly time: string;
}

const FORMAT = 1;

interface Content {
  readonly version: typeof FORMAT;
  readonly files: Readonly<Record<string, Deed>>;
}

/** The manifest of the backups: one record for each file that holds something of ours, by the name that was asked for. */
export class Ledger {
  readonly folder: string;
  readonly #file: string;
  #files: Readonly<Record<string, Deed>>;

  constructor(state: string) {
    this.folder = join(state, "backups");
    this.#file = join(this.folder, "manifest.json");
    this.#files = load(this.#file);
  }

  get(file: string): Deed | undefined {
    return Object.hasOwn(this.#files, file) ? this.#files[file] : undefined;
  }

  all(): readonly (readonly [string, Deed])[] {
    return Object.entries(this.#files);
  }

  set(file: string, deed: Deed): void {
    this.#write({ ...this.#files, [file]: deed });
  }

  delete(file: string): void {
    const { [file]: gone, ...rest } = this.#files;
    this.#write(rest);
    if (gone?.before.kind === "copy" && !Object.values(rest).some((deed) => isCopy(deed, gone))) {
      removeFile(join(this.folder, gone.before.name));
    }
  }

  /** Keeps a copy, named by its content. */
  keep(bytes: Buffer): { readonly kind: "copy"; readonly name: string; readonly sha256: string } {
    const sha256 = digest(bytes);
    const name = `${sha256.slice(0, 32)}.bak`;
    makeFolders(this.folder, 0o700);
    replaceFile(join(this.folder, name), bytes, { mode: 0o600 });
    return { kind: "copy", name, sha256 };
  }

  /** Undefined where the copy is gone or is not what was kept. */
  copyOf({ before }: Deed): Buffer | undefined {
    if (before.kind !== "copy") return undefined;
    try {
      const bytes = readFileSync(join(this.folder, before.name));
      return digest(bytes) === before.sha256 ? bytes : undefined;
    } catch {
      return undefined;
    }
  }

  #write(files: Readonly<Record<string, Deed>>): void {
    this.#files = files;
    makeFolders(this.folder, 0o700);
    const content: Content = { version: FORMAT, files };
    replaceFile(this.#file, Buffer.from(`${JSON.stringify(content, undefined, 2)}\n`), { mode: 0o600 });
  }
}

function parsed(text: string): JsonObject {
  try {
    const value = JSON.parse(text) as Json;
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

/** Enough to work with: what is not there would be taken for something else later, in the middle of a change. */
function isDeed(value: Json): boolean {
  if (!isObject(value) || !isObject(value.before) || !isObject(value.mark)) return false;
  const texts = [value.agent, value.scope, value.format, value.path, value.after, value.before.kind];
  const lists = [value.folders, value.mark.created, value.mark.settings, value.mark.texts];
  return texts.every((each) => typeof each === "string") && lists.every(Array.isArray);
}

function isCopy(deed: Deed, other: Deed): boolean {
  return deed.before.kind === "copy" && other.before.kind === "copy" && deed.before.name === other.before.name;
}

export function digest(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function load(file: string): Readonly<Record<string, Deed>> {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return {};
  }
  const { version, files } = parsed(text);
  if (typeof version === "number" && version > FORMAT)
    throw new Refusal(`${file}: was written by a newer clampd-guard; run the command with that one`);
  try {
    if (version !== FORMAT || !isObject(files) || !Object.values(files).every(isDeed))
      throw new Error("not a manifest");
    return files as unknown as Content["files"];
  } catch {
    throw new Refusal(
      `${file}: is damaged; move it away (what is installed is then found by its command), then run the command again`,
    );
  }
}
