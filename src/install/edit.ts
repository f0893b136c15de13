import type { Json, JsonObject } from "../model/json.ts";

export const SCOPES = ["user", "project", "managed"] as const;
export type Scope = (typeof SCOPES)[number];
export type Platform = "linux" | "darwin" | "win32";
export type FormatName = "json" | "jsonc" | "toml" | "yaml";
export type Path = readonly string[];

/** Appended as the last element of the list at `path`. An object is recognised as ours by its command, a text by the ledger. */
export interface Entry {
  readonly path: Path;
  readonly value: JsonObject | string;
}

/** One value at `path`. */
export interface Setting {
  readonly path: Path;
  readonly value: string | number | boolean;
  /** What happens where there is another value. */
  readonly conflict: "keep" | "replace" | "refuse";
  /** Others come to rely on it: it goes with us only where nothing else is left in the file. */
  readonly shared?: boolean;
}

/** What an agent's configuration file shall hold: data, made by `installers/`, carried out by the formats. */
export interface ConfigEdit {
  readonly file: string;
  readonly format: FormatName;
  readonly entries: readonly Entry[];
  readonly settings: readonly Setting[];
  /** The agent knows hooks by their position, so that others' must never move. */
  readonly positional?: boolean;
  /** Why the agent would not read such a text, beyond its syntax; undefined where it would. */
  readonly unreadable?: (text: string) => { readonly offset: number; readonly why: string } | undefined;
}

/** What an edit added to a file, so that exactly that can be taken away again after others changed the file. */
export interface Mark {
  /** Lists and objects that were not there. */
  readonly created: readonly Path[];
  readonly settings: readonly Setting[];
  readonly texts: readonly { readonly path: Path; readonly value: string }[];
}

export const NO_MARK: Mark = { created: [], settings: [], texts: [] };

export type JsonValue = Json;

/** How a kind of file is read and changed. Texts come without byte order mark. All of them throw a Refusal. */
export interface Format {
  readonly parse: (file: string, text: string) => JsonValue;
  /** What two readings are compared by, where not all that is read has a meaning. */
  readonly normal?: (root: JsonValue) => JsonValue;
  /** Where a value, or the nearest one around it, is written. */
  readonly offsetOf?: (text: string, path: Path) => number | undefined;
  /** What a text itself tells to be ours, for when no record does. */
  readonly markIn?: (text: string) => Mark | undefined;
  readonly insert: (edit: ConfigEdit, text: string) => { readonly text: string; readonly mark: Mark };
  /** Without a mark, what became empty is taken for ours. */
  readonly remove: (edit: Pick<ConfigEdit, "file" | "format" | "positional">, text: string, mark?: Mark) => string;
}
