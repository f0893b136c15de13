import { dirname } from "node:path";
import type { Json } from "../model/json.ts";
import type { ConfigEdit, Mark, Scope } from "./edit.ts";
import { decode, makeFolders, readTarget, refuseUnwritable, removeFile, replaceFile, type Target } from "./files.ts";
import { formatOf, insertChecked, removeChecked } from "./formats.ts";
import { type Deed, digest, type Ledger } from "./ledger.ts";
import { oursAlone, withoutOurs } from "./ours.ts";
import { Refusal } from "./refusal.ts";

/** A file before and after, worked out without writing anything. `after` undefined: the file goes. */
export interface Change {
  readonly file: string;
  readonly agent: string;
  readonly target: Target;
  readonly after: Buffer | undefined;
  readonly scope: Scope;
  /** Undefined for a removal. */
  readonly added: { readonly edit: ConfigEdit; readonly mark: Mark } | undefined;
  /** Nothing of ours is there any more; only the ledger still says so. */
  readonly isGone?: boolean;
}

export function planInsertion(agent: string, scope: Scope, edit: ConfigEdit): Change {
  const target = readTarget(edit.file, scope);
  const { bom, text } = decode(edit.file, target.bytes);
  const result = insertChecked(edit, text);
  const after = Buffer.from(bom + result.text);
  if (!isSame(target.bytes, after)) refuseUnwritable(target);
  return { file: edit.file, agent, target, after, scope, added: { edit, mark: result.mark } };
}

/** Undefined where nothing of ours is in the file. */
export function planRemoval(
  file: string,
  deed: Pick<Deed, "agent" | "scope" | "format" | "positional">,
  ledger: Ledger,
  fallback?: Mark,
): Change | undefined {
  const target = readTarget(file, deed.scope);
  const known = ledger.get(file);
  if (target.bytes === undefined) return undefined;
  const after = restored(file, deed, known, ledger, target.bytes, fallback);
  if (isSame(target.bytes, after)) return undefined;
  refuseUnwritable(target);
  return { file, agent: deed.agent, target, after, scope: deed.scope, added: undefined };
}

function restored(
  file: string,
  deed: Pick<Deed, "format" | "positional">,
  known: Deed | undefined,
  ledger: Ledger,
  now: Buffer,
  fallback: Mark | undefined,
): Buffer | undefined {
  if (known !== undefined && digest(now) === known.after) {
    if (known.before.kind === "absent") return undefined;
    const copy = ledger.copyOf(known);
    if (copy !== undefined) return copy;
  }
  const { bom, text } = decode(file, now);
  const left = removeChecked({ file, ...deed }, text, known?.mark ?? fallback);
  const isBare = left.trim() === "" || /^\s*\{\s*\}\s*$/.test(left);
  if (left !== text && isBare && known?.before.kind === "absent") return undefined;
  return left === text ? now : Buffer.from(bom + left);
}

/** Writes a change. The ledger knows of it before it happens: a crash in between leaves a record that fits the old file, too. */
export function carryOut(change: Change, ledger: Ledger): void {
  const { file, target, after, added } = change;
  if (!isSame(readTarget(file, change.scope).bytes, target.bytes)) {
    throw new Refusal(`${file}: was changed by another program meanwhile; run the command again`);
  }
  if (isSame(target.bytes, after)) return;
  if (added === undefined) {
    if (after === undefined) removeFile(target.path);
    else replaceFile(target.path, after, { stats: target.stats });
    ledger.delete(file);
    return;
  }
  const folders = makeFolders(dirname(target.path));
  ledger.set(file, deedOf(change, added, folders, ledger));
  replaceFile(target.path, after as Buffer, { stats: target.stats });
}

function deedOf(
  change: Change,
  { edit, mark }: NonNullable<Change["added"]>,
  folders: readonly string[],
  ledger: Ledger,
): Deed {
  const { target, agent, scope, file } = change;
  const common = {
    agent,
    scope,
    format: edit.format,
    positional: edit.positional === true,
    path: target.path,
    after: digest(change.after as Buffer),
    time: new Date().toISOString(),
  };
  const known = ledger.get(file);
  const stray = target.bytes === undefined ? [] : oursAlone(rootOf(edit, target.bytes));
  if (known === undefined && stray.length > 0) {
    // From another home, or from before a ledger that was lost: not a state that anybody wants back.
    return { ...common, before: { kind: "unknown" }, folders, mark: { ...mark, created: [...mark.created, ...stray] } };
  }
  if (known === undefined || target.bytes === undefined || !holdsOurs(edit, target.bytes, known)) {
    const before = target.bytes === undefined ? ({ kind: "absent" } as const) : ledger.keep(target.bytes);
    return { ...common, before, folders, mark };
  }
  // Ours was there already and is brought up to date: the first state is what is given back.
  const created = [...known.mark.created, ...mark.created];
  const merged = {
    created,
    settings: [...known.mark.settings, ...mark.settings],
    texts: [...known.mark.texts, ...mark.texts],
  };
  const unchanged = digest(target.bytes) === known.after;
  const before = unchanged || known.before.kind === "absent" ? known.before : ({ kind: "unknown" } as const);
  return { ...common, before, folders: [...known.folders, ...folders], mark: merged };
}

function rootOf({ file, format }: ConfigEdit, bytes: Buffer): Json {
  return formatOf(format).parse(file, decode(file, bytes).text);
}

function holdsOurs(edit: ConfigEdit, bytes: Buffer, known: Deed): boolean {
  const root = rootOf(edit, bytes);
  return digest(bytes) === known.after || JSON.stringify(withoutOurs(root, known.mark)) !== JSON.stringify(root);
}

export function isSame(a: Buffer | undefined, b: Buffer | undefined): boolean {
  return a === undefined || b === undefined ? a === b : a.equals(b);
}
