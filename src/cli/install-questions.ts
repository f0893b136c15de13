import { createInterface } from "node:readline/promises";
import { installers } from "../../installers/all.ts";
import type { Installer } from "../../installers/installer.ts";
import { isPresent, openSession } from "../install/session.ts";
import { CommandError } from "./errors.ts";
import { type InstallOptions, sessionOptions } from "./install.ts";
import { print } from "./print.ts";

/** Three questions at a terminal: which agents, which mode, and whether to go on. */
export async function askWhat(
  options: InstallOptions,
): Promise<"no" | { readonly options: InstallOptions; readonly installers: readonly Installer[] }> {
  const { site } = openSession(sessionOptions(options));
  const found = installers.filter((each) => each.scopes.includes(site.scope) && isPresent(each, site));
  if (found.length === 0)
    throw new CommandError("no agent was found here; name one, such as clampd-guard install claude");
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    print(`Found: ${found.map(({ agent }) => agent).join(", ")}`);
    const which = (await terminal.question("Install into which (names, empty for all)? ")).trim();
    const names = which.split(/[\s,]+/).filter(Boolean);
    const chosen = names.length === 0 ? found : found.filter(({ agent }) => names.includes(agent));
    if (chosen.length === 0) throw new CommandError(`none of them is ${which}`);
    const mode =
      options.mode ??
      ((await terminal.question("Mode: observe only records, enforce stops (observe)? ")).trim() || undefined);
    if (mode !== undefined && mode !== "observe" && mode !== "enforce")
      throw new CommandError(`there is no mode ${mode}; it is observe or enforce`);
    const go = (await terminal.question(`Install into ${chosen.map(({ title }) => title).join(", ")} (Y/n)? `)).trim();
    if (/^n/i.test(go)) {
      print("nothing was installed");
      return "no";
    }
    return { options: mode === undefined ? options : { ...options, mode }, installers: chosen };
  } catch (error) {
    if (!(error instanceof Error && error.name === "AbortError")) throw error;
    // The cursor is behind a question that was left with Ctrl+C or Ctrl+D.
    print("");
    throw new CommandError("nothing was installed");
  } finally {
    terminal.close();
  }
}
