import { DYNAMIC } from "../../model/effect.ts";
import type { GitCall } from "./git-call.ts";
import { setConfig } from "./git-config.ts";
import { orEmpty } from "./text-of.ts";

/** Variables whose values git runs through sh. git(1) ENVIRONMENT VARIABLES, git-var(1). */
const COMMANDS = [
  "GIT_SSH_COMMAND",
  "GIT_SSH",
  "GIT_PAGER",
  "GIT_EDITOR",
  "GIT_SEQUENCE_EDITOR",
  "GIT_EXTERNAL_DIFF",
  "GIT_PROXY_COMMAND",
  "GIT_ASKPASS",
  "SSH_ASKPASS",
  "PAGER",
  "EDITOR",
  "VISUAL",
];
/** Switches of hook managers that leave all hooks out. */
const HOOKS_OFF: Readonly<Record<string, RegExp>> = {
  HUSKY: /^0$/,
  HUSKY_SKIP_HOOKS: /^(?:1|true)$/,
  LEFTHOOK: /^(?:0|false)$/,
  SKIP_SIMPLE_GIT_HOOKS: /^1$/,
};
const WITH_HOOKS = new Set(["commit", "push", "merge", "rebase", "am", "cherry-pick", "revert"]);
const MAX_SETTINGS = 16;

/** What variables that this call sets make git do. */
export function environment(call: GitCall): void {
  const read = (name: string) => call.run.state.variables.get(name)?.values[0];
  for (const name of COMMANDS) {
    const value = read(name);
    if (value !== undefined && value !== "" && value !== DYNAMIC) call.shell(value);
  }
  const count = Math.min(Number(read("GIT_CONFIG_COUNT") ?? 0) || 0, MAX_SETTINGS);
  for (let index = 0; index < count; index++) {
    const key = read(`GIT_CONFIG_KEY_${index}`);
    if (key !== undefined) setConfig(call, key, orEmpty(read(`GIT_CONFIG_VALUE_${index}`)), "once");
  }
  for (const [, key = "", value = ""] of orEmpty(read("GIT_CONFIG_PARAMETERS")).matchAll(/'([^'=]+)'?='?([^']*)'/g))
    setConfig(call, key, value, "once");
  if (/^(?:1|true|yes)$/i.test(orEmpty(read("GIT_SSL_NO_VERIFY")))) call.emit("tls-off", "GIT_SSL_NO_VERIFY");
  if (!WITH_HOOKS.has(call.sub)) return;
  for (const [name, off] of Object.entries(HOOKS_OFF))
    if (off.test(read(name) ?? "unset")) call.emit("bypass-hooks", name);
}
