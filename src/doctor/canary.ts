import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * A throw-away workspace with a rule of its own that denies one harmless command. The project layer can only tighten, so
 * the rule is enforced whatever the mode of the user, by the ordinary way of every call and without any exception for it.
 */
export interface Canary {
  readonly folder: string;
  /** Makes a file; the guard has nothing against it. */
  readonly allowed: Command;
  /** Makes another file; denied here, and harmless where it runs all the same. */
  readonly denied: Command;
  readonly remove: () => void;
}

export interface Command {
  readonly text: string;
  /** The file that is there once it ran. */
  readonly makes: string;
}

export const CANARY_RULE = "project.doctor-canary";

/** Throws where the temporary folder cannot be used. */
export function createCanary(home: string | undefined): Canary {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "clampd-doctor-")));
  const token = randomBytes(6).toString("hex");
  const touch = (name: string): Command => {
    const makes = join(folder, `${name}-${token}`);
    return { makes, text: `touch ${makes}` };
  };
  const canary = { folder, allowed: touch("allowed"), denied: touch("canary") };
  const remove = () => {
    rmSync(folder, { recursive: true, force: true });
    if (home !== undefined) forget(join(home, ".clampd", "state", "last-good"), folder);
  };
  try {
    // The commands hold the path unquoted: PowerShell, sh and every client are to read it alike.
    if (!/^[\w./\\:+~-]+$/.test(folder)) throw new Error(`the temporary folder has a name to be quoted: ${folder}`);
    write(folder, canary.denied);
    return { ...canary, remove };
  } catch (error) {
    remove();
    throw error;
  }
}

/** The guard keeps a copy of every policy that it read; this one is of no use to anybody. */
function forget(memory: string, folder: string): void {
  try {
    for (const name of readdirSync(memory)) {
      const file = join(memory, name);
      if (readFileSync(file, "utf8").startsWith(`{"file":${JSON.stringify(folder).slice(0, -1)}`)) rmSync(file);
    }
  } catch {
    // A few bytes stay.
  }
}

function write(folder: string, denied: Command): void {
  // A repository of its own: where the temporary folder lies in another one, that one's root would be the workspace.
  for (const name of ["objects", "refs"]) mkdirSync(join(folder, ".git", name), { recursive: true });
  writeFileSync(join(folder, ".git", "HEAD"), "ref: refs/heads/main\n");
  mkdirSync(join(folder, ".clampd", "rules"), { recursive: true });
  const policy = { version: 1, rules: { [CANARY_RULE]: { mode: "enforce" } } };
  writeFileSync(join(folder, ".clampd", "guard.json"), `${JSON.stringify(policy)}\n`);
  writeFileSync(join(folder, ".clampd", "rules", "canary.toml"), ruleText(denied));
}

function ruleText({ text, makes }: Command): string {
  return `[pack]
id = "doctor-canary"
title = "The doctor's canary"
version = "1.0.0"
category = "project"

[[rule]]
id = "${CANARY_RULE}"
title = "Makes the file that shows whether a denial is obeyed"
loses = "nothing"
severity = "critical"
maturity = "stable"
when = { effect = "write", path = ${JSON.stringify(makes.replaceAll("\\", "/"))} }
advice = "go on without it"
[rule.examples]
stop = [${JSON.stringify(text)}]
leave = ["ls"]
`;
}
