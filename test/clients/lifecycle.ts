/** Installs the guard by its own commands, upgrades it, takes it away again, and holds the client's files against that. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Client, Via } from "./client.ts";
import type { Mode, Place } from "./scenario.ts";

interface InstallationOptions {
  readonly client: Client;
  readonly beside: string | undefined;
  readonly place: Place;
  readonly via: Exclude<Via, "hand">;
  readonly guard: string;
  readonly next: string | undefined;
  readonly mode: Mode;
  readonly env: Readonly<Record<string, string>>;
}

interface Seen {
  /** One line for each thing that was as promised. */
  readonly kept: readonly string[];
  readonly troubles: readonly string[];
}

interface Installation extends Seen {
  /** Its files can only be held against the originals where nobody else wrote into them. */
  readonly uninstall: (isUntouched: boolean) => Seen;
}

/** What a managed installation makes besides the clients' files. Only ever in the machine of this run alone. */
const MACHINE = ["/etc/clampd", "/opt/clampd"];

export function installation(options: InstallationOptions): Installation {
  const { client, beside, place, via, guard, next, mode, env } = options;
  const agents = beside === undefined ? [client.name] : [client.name, beside];
  if (via === "managed") for (const folder of MACHINE) rmSync(folder, { recursive: true, force: true });
  const own = client.own(place, via);
  for (const { file, text } of own) {
    if (text === undefined) continue;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const scope = via === "managed" ? ["--managed"] : [];
  const call = (program: string, ...args: string[]): readonly string[] => {
    const { status, error, stdout, stderr } = spawnSync(program, [...args, ...scope], {
      cwd: place.work,
      env,
      encoding: "utf8",
    });
    return status === 0 ? [] : [`${args[0]} ended with ${status}: ${error ?? `${stdout}${stderr}`}`];
  };
  const kept: string[] = [];
  const troubles = [...call(guard, "install", ...agents, "--mode", mode)];
  const link = join(via === "managed" ? "/opt/clampd" : join(place.home, ".clampd"), "bin", "clampd-guard");
  if (next !== undefined && troubles.length === 0) {
    const before = { texts: textsOf(own), target: readlinkSync(link) };
    troubles.push(...call(next, "upgrade"));
    if (readlinkSync(link) === before.target) troubles.push("the upgrade did not switch to the other program");
    troubles.push(...differences(own, before.texts, "the upgrade changed"));
    kept.push("an upgrade changes none of its files");
  }
  return {
    kept,
    troubles,
    uninstall(isUntouched) {
      const failed = call(link, "uninstall", ...agents);
      const originals = own.map(({ text }) => text);
      const changed = isUntouched ? differences(own, originals, "after uninstalling, other bytes are in") : [];
      const wrong = [...failed, ...changed];
      if (via === "managed") for (const folder of MACHINE) rmSync(folder, { recursive: true, force: true });
      return { kept: isUntouched && wrong.length === 0 ? ["uninstalling gives back every byte"] : [], troubles: wrong };
    },
  };
}

function textsOf(own: ReturnType<Client["own"]>): readonly (string | undefined)[] {
  return own.map(({ file }) => (existsSync(file) ? readFileSync(file, "utf8") : undefined));
}

function differences(
  own: ReturnType<Client["own"]>,
  expected: readonly (string | undefined)[],
  what: string,
): readonly string[] {
  const now = textsOf(own);
  return own.flatMap(({ file }, index) =>
    now[index] === expected[index] ? [] : [`${what} ${file}:\n${now[index]}\ninstead of\n${expected[index]}`],
  );
}
