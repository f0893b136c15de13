import { createHash } from "node:crypto";
import {
  chownSync,
  closeSync,
  fsyncSync,
  lstatSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { isObject } from "../model/json.ts";
import { codeOf, makeFolder } from "./file.ts";
import type { Splice } from "./splice.ts";
import { applySplice, inverse } from "./splice.ts";

/** The text of a policy file; undefined where there is none. */
export function readPolicyText(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw new Error(`${file} cannot be read (${codeOf(error)})`);
  }
}

/**
 * Puts `after` in the place of `before` whole or not at all; undefined is no file. Links are followed only where that is said: a link in a
 * repository may lead anywhere. @throws Error in one sentence; nothing has changed then.
 */
export function replacePolicyText(
  file: string,
  {
    before,
    after,
    followLinks,
  }: { readonly before: string | undefined; readonly after: string | undefined; readonly followLinks: boolean },
): void {
  const stats = lstatSync(file, { throwIfNoEntry: false });
  if (stats?.isSymbolicLink() && !followLinks)
    throw new Error(`${file} is a link; a project's policy must be a file of its own`);
  const target = stats === undefined ? file : realpathSync(file);
  if (after !== undefined) makeFolder(dirname(target), 2);
  const temporary = join(dirname(target), `.guard.json.${process.pid}`);
  if (after !== undefined) writeDurably(temporary, after, stats === undefined ? undefined : target);
  try {
    if (readPolicyText(target) !== before) throw new Error(`${file} was changed by another program; try again`);
    if (after === undefined) unlinkSync(target);
    else renameSync(temporary, target);
  } catch (error) {
    if (after !== undefined) unlinkSync(temporary);
    throw error;
  }
}

/** A new file with mode and owner of the one that it will replace. */
function writeDurably(path: string, text: string, model: string | undefined): void {
  const like = model === undefined ? undefined : statSync(model);
  const fd = openSync(path, "wx", like === undefined ? 0o600 : like.mode & 0o777);
  try {
    writeSync(fd, text);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  if (like !== undefined && process.getuid?.() === 0) chownSync(path, like.uid, like.gid);
}

// The last edit of a file is remembered, so that its opposite gives back every byte. It holds the edited part alone, so no secret.

interface Remembered {
  readonly file: string;
  readonly target: string;
  /** SHA-256 of the text after the edit. */
  readonly after: string;
  readonly isNew: boolean;
  readonly splice: Splice;
}

export interface Edit {
  readonly file: string;
  /** What was promoted, e.g. "rule fs.delete-wide". */
  readonly target: string;
  readonly before: string | undefined;
  readonly splice: Splice;
}

/** Remembers an edit; one that cannot be kept only makes its opposite less exact. */
export function rememberEdit(folder: string, { file, target, before, splice }: Edit): void {
  const after = digest(applySplice(before ?? "", splice));
  const kept: Remembered = { file, target, after, isNew: before === undefined, splice };
  try {
    makeFolder(folder, 2);
    writeFileSync(join(folder, "last-edit.json"), JSON.stringify(kept), { mode: 0o600 });
  } catch {}
}

/** The text before the last edit, where that was this one and nobody has touched the file since. */
export function beforeEdit(
  folder: string,
  file: string,
  target: string,
  text: string,
): { readonly text: string | undefined } | undefined {
  try {
    const kept: unknown = JSON.parse(readFileSync(join(folder, "last-edit.json"), "utf8"));
    if (!isObject(kept)) return undefined;
    const edit = kept as unknown as Remembered;
    if (edit.file !== file || edit.target !== target || edit.after !== digest(text)) return undefined;
    return { text: edit.isNew ? undefined : applySplice(text, inverse(edit.splice)) };
  } catch {
    return undefined;
  }
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
