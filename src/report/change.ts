import { createInterface } from "node:readline/promises";
import { CommandError, EXIT } from "../cli/errors.ts";
import { findPlaces } from "../cli/places.ts";
import { plain, print, style } from "../cli/print.ts";
import { replacePolicyText } from "../policy/write.ts";

/** A layer that a person may change from the command line. */
export interface LayerFile {
  readonly layer: "user" | "project";
  readonly file: string;
  /** Folder for what commands remember. */
  readonly memory: string;
}

export function layerFile(layer: string): LayerFile {
  const { policy } = findPlaces();
  const file = layer === "user" ? policy.user : layer === "project" ? policy.projects[0] : undefined;
  if (layer === "managed")
    throw new CommandError("the managed file is its administrator's; change it there", EXIT.usage);
  if (layer !== "user" && layer !== "project") throw new CommandError("--layer wants user or project", EXIT.usage);
  if (file === undefined || policy.memory === undefined)
    throw new CommandError(
      layer === "user" ? "the home folder is not known" : "this folder is no project: it is the home",
    );
  return { layer, file, memory: policy.memory };
}

export interface ConfirmOptions {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
}

/** Shows the difference and writes it after a yes; gives whether it was written. Never asks where nobody can answer. */
export async function confirmAndWrite(
  { file, layer }: LayerFile,
  before: string | undefined,
  after: string | undefined,
  options: ConfirmOptions,
): Promise<boolean> {
  print(diff(file, before ?? "", after ?? ""));
  if (options.dryRun === true) return false;
  if (options.yes !== true) {
    if (process.stdin.isTTY !== true)
      throw new CommandError("nothing was written: there is no terminal to ask on; add --yes", EXIT.usage);
    const terminal = createInterface({ input: process.stdin, output: process.stdout });
    const answer = await terminal.question("Write this? [y/N] ");
    terminal.close();
    if (!/^(?:y|yes)$/i.test(answer.trim())) {
      print("Nothing was written.");
      return false;
    }
  }
  replacePolicyText(file, { before, after, followLinks: layer === "user" });
  print(`wrote ${file}`);
  return true;
}

const CONTEXT = 2;

/** The lines that change, with two around them. Edits are in one place, so one hunk is enough. */
function diff(file: string, before: string, after: string): string {
  const [old, now] = [before, after].map((text) => (text === "" ? [] : text.replace(/\r?\n$/, "").split(/\r?\n/))) as [
    string[],
    string[],
  ];
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start++;
  let end = 0;
  while (end < old.length - start && end < now.length - start && old.at(-1 - end) === now.at(-1 - end)) end++;
  const from = Math.max(0, start - CONTEXT);
  const lines = [
    ...old.slice(from, start).map((line) => `  ${plain(line)}`),
    ...old.slice(start, old.length - end).map((line) => style("red", `- ${plain(line)}`)),
    ...now.slice(start, now.length - end).map((line) => style("green", `+ ${plain(line)}`)),
    ...old.slice(old.length - end, old.length - end + CONTEXT).map((line) => `  ${plain(line)}`),
  ];
  return [`${style("bold", file)}, line ${from + 1}`, ...lines].join("\n");
}
