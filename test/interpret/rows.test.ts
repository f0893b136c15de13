import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import { rowOf } from "./rows.ts";

/**
 * Commands and all that they do, one file per family. `$` begins a command, what follows is one effect a line;
 * `↵` is a line break inside. `## cmd` and `## powershell` turn to Windows, where the code as a whole is left out.
 */
const folder = new URL("rows/", import.meta.url).pathname;

interface Case {
  readonly shell: "bash" | "cmd" | "powershell";
  readonly command: string;
  readonly effects: readonly string[];
}

function casesOf(file: string): readonly Case[] {
  const cases: Case[] = [];
  let shell: Case["shell"] = "bash";
  for (const block of readFileSync(join(folder, file), "utf8").split(/^(?=\$ |## )/m)) {
    const [first = "", ...effects] = block.split("\n").filter((line) => line !== "" && !line.startsWith("//"));
    if (first.startsWith("## ")) shell = first.slice(3) as Case["shell"];
    else if (first.startsWith("$ "))
      cases.push({ shell, command: first.slice(2).replaceAll("↵", "\n"), effects: effects.map((line) => line.trim()) });
  }
  return cases;
}

for (const file of readdirSync(folder)) {
  describe(basename(file, ".txt"), () => {
    const cases = casesOf(file);
    test("holds commands", () => expect(cases.length).toBeGreaterThan(0));
    test.each(cases)("$command", ({ shell, command, effects }) => {
      const rows =
        shell === "bash" ? rowOf(command) : rowOf(command, { platform: "win32", foldsCase: true }, shell).slice(1);
      expect(rows.map((row) => row.replaceAll("\n", "↵").trim())).toEqual(effects);
    });
  });
}
