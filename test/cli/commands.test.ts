import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { afterEach, describe, expect, it, test } from "vitest";
import { COMMANDS } from "../../src/cli/commands.ts";
import { type Home, newHome } from "./run.ts";

const MAIN = join(import.meta.dirname, "../../src/main.ts");
/** Tells on stderr of every file of a command that is loaded. */
const TELLS = `import { registerHooks } from "node:module";
registerHooks({ load(url, context, next) {
  const [, name] = /\\/src\\/cli\\/([a-z-]+)\\.ts$/.exec(url) ?? [];
  if (name !== undefined) process.stderr.write("loaded " + name + "\\n");
  return next(url, context);
} });`;

let home: Home | undefined;
afterEach(() => home && rmSync(home.home, { recursive: true, force: true }));

test.each(COMMANDS)("the file of $name adds a command of that name, and no other", async ({ name, load }) => {
  const program = new Command();
  (await load())(program, () => {});
  expect(program.commands.map((each) => each.name())).toEqual([name]);
});

describe("the command line", () => {
  it("tells of every command without loading one", async () => {
    home = newHome();
    const { code, out, err } = await home.run(["--help"], {
      env: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(TELLS)}` },
    });
    expect({ code, err }).toEqual({ code: 0, err: expect.stringContaining("loaded main") });
    for (const { name } of COMMANDS) expect(out).toContain(`\n  ${name} `);
    for (const { name } of COMMANDS) expect(err).not.toContain(`loaded ${name}\n`);
  });

  it("loads the command that is asked for, and none beside it", async () => {
    home = newHome();
    const { code, err } = await home.run(["version"], {
      env: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(TELLS)}` },
    });
    expect(code).toBe(0);
    const names = COMMANDS.map(({ name }) => name).filter((name) => err.includes(`loaded ${name}\n`));
    expect(names).toEqual(["version"]);
  });

  it("guesses what was meant", async () => {
    home = newHome();
    expect(await home.run(["stauts"])).toMatchObject({ code: 2, err: expect.stringContaining("Did you mean status?") });
  });

  it("ends quietly when its reader leaves early", async () => {
    home = newHome();
    const child = spawn(process.execPath, [MAIN, "rules", "list", "--json"], {
      cwd: home.project,
      env: { HOME: home.home, PATH: process.env.PATH },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let err = "";
    child.stderr.on("data", (chunk) => {
      err += chunk;
    });
    // Before a byte of more than a pipe holds has been read.
    child.stdout.destroy();
    const code = await new Promise((resolve) => child.on("close", resolve));
    expect({ code, err }).toEqual({ code: 0, err: "" });
  });
});
