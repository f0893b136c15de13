import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

const main = new URL("../../src/main.ts", import.meta.url).pathname;

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "sigma-"));
});
afterEach(() => rm(home, { recursive: true }));

function rules(...args: readonly string[]) {
  return new Promise<{ code: number; out: string; err: string }>((resolve) => {
    const env = { ...process.env, HOME: home, NO_COLOR: "1" };
    execFile(process.execPath, [main, "rules", ...args], { cwd: home, env }, (error, out, err) =>
      resolve({ code: typeof error?.code === "number" ? error.code : 0, out, err }),
    );
  });
}

const rule = (field: string) => `title: Takes ${field}
logsource: { category: process_creation, product: linux }
detection:
  s: { ${field}: /frob }
  condition: s
---
`;

test("rules are written where the loader finds them, and what is left out is said", { timeout: 60_000 }, async () => {
  const file = join(home, "My Rules.yml");
  await writeFile(file, rule("Image|endswith") + rule("ParentImage|endswith"));
  const first = await rules("import", file);
  expect(first).toMatchObject({
    code: 1,
    err: "left out: Takes ParentImage|endswith: it asks which program started this one\n",
  });
  expect(first.out).toMatch(/^wrote .*sigma-my-rules\.toml: 1 rule, 1 left out\n$/);
  expect(await readdir(join(home, ".clampd", "rules"))).toEqual(["sigma-my-rules.toml"]);
  const text = await readFile(join(home, ".clampd", "rules", "sigma-my-rules.toml"), "utf8");
  expect(await rules("import", file)).toMatchObject({ code: 1, err: expect.stringContaining("exists already") });
  expect(await rules("import", "--stdout", file)).toMatchObject({ out: text });
  expect(await rules("test")).toMatchObject({ code: 0, out: "1 rules of your own, all fine\n" });
  expect(await rules("import", join(home, "none.yml"))).toMatchObject({
    code: 1,
    err: expect.stringContaining("ENOENT"),
  });
  expect(await rules("import", "--name", "!", file)).toMatchObject({ code: 2 });
});
