import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { recordings } from "../hooks/recordings.ts";

// Every recorded payload of the first three clients through the built program: as it was recorded, and with an input that must be
// stopped, under each mode and fail mode. The goldens hold what the client would see.
const CLIENTS = ["claude-2.1.329", "codex-0.169.0", "cursor-sdk-1.0.32"];
const POLICIES = {
  observe: { mode: "observe" },
  "enforce, closed": { mode: "enforce", failMode: "closed" },
  "enforce, open": { mode: "enforce", failMode: "open" },
} as const;
const AT_ONCE = 4;

const guard = join(import.meta.dirname, "../../dist/clampd-guard");
const base = mkdtempSync(join(tmpdir(), "clampd-recordings-"));
afterAll(() => rmSync(base, { recursive: true, force: true }));

const homes = Object.fromEntries(
  Object.entries(POLICIES).map(([name, policy], index) => {
    const home = join(base, `h${index}`);
    mkdirSync(join(home, "project", ".git"), { recursive: true });
    mkdirSync(join(home, ".clampd"));
    writeFileSync(join(home, ".clampd", "guard.json"), JSON.stringify({ version: 1, profile: "balanced", ...policy }));
    return [name, home];
  }),
);

/** The tool input with something in it that every profile stops. */
function harmful(stdin: string): string | undefined {
  const payload = JSON.parse(stdin) as Record<string, unknown>;
  const text = typeof payload.tool_input === "string";
  const input = (text ? JSON.parse(payload.tool_input as string) : payload.tool_input) as
    | Record<string, unknown>
    | undefined;
  const change = (target: Record<string, unknown>): boolean => {
    if (typeof target.command === "string")
      target.command =
        payload.tool_name === "apply_patch"
          ? "*** Begin Patch\n*** Delete File: /home/dev/.clampd/guard.json\n*** End Patch\n"
          : "rm -rf ~";
    else if (typeof target.file_path === "string") target.file_path = "/home/dev/.ssh/id_ed25519";
    else if (typeof target.notebook_path === "string") target.notebook_path = "/home/dev/.clampd/guard.json";
    else if (typeof target.path === "string") target.path = "/home/dev/.ssh/id_ed25519";
    else if (typeof target.url === "string") target.url = "http://169.254.169.254/latest/meta-data/";
    else return false;
    return true;
  };
  if (input === undefined || input === null ? !change(payload) : !change(input)) return undefined;
  if (text) payload.tool_input = JSON.stringify(input);
  return JSON.stringify(payload);
}

function run(stdin: string, env: Readonly<Record<string, string | undefined>>): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(guard, { env, stdio: "pipe" });
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (chunk) => {
      stdout += chunk;
    });
    child.stderr.on("data", (chunk) => {
      stderr += chunk;
    });
    child.on("error", reject);
    child.on("close", (code) =>
      resolve(
        code === 0 && stdout === "" && stderr === ""
          ? "silence"
          : `exit ${code}\n    stdout ${stdout.trim()}\n    stderr ${stderr.trim()}`,
      ),
    );
    child.stdin.on("error", () => {});
    child.stdin.end(stdin);
  });
}

async function pooled<T>(jobs: readonly (() => Promise<T>)[]): Promise<readonly T[]> {
  const results: T[] = [];
  let next = 0;
  const worker = async () => {
    for (let i = next++; i < jobs.length; i = next++) results[i] = await (jobs[i] as () => Promise<T>)();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}

test.each(CLIENTS)(
  "%s",
  async (client) => {
    const jobs: (() => Promise<string>)[] = [];
    for (const recording of recordings(client)) {
      const stopped = harmful(recording.stdin);
      for (const [variant, stdin] of [
        ["as recorded", recording.stdin],
        ["harmful", stopped],
      ] as const) {
        if (stdin === undefined) continue;
        for (const [name, home] of Object.entries(homes)) {
          const placed = (value: string) => value.replaceAll("/home/dev", home);
          const env = Object.fromEntries(
            Object.entries(recording.env).map(([key, value]) => [key, value === undefined ? undefined : placed(value)]),
          );
          jobs.push(
            async () =>
              `${recording.name}, ${variant}, ${name}\n  ${(await run(placed(stdin), { ...env, HOME: home })).replaceAll(home, "~").replace(/approve [0-9A-Z]{6,8}/g, "approve CODE")}\n`,
          );
        }
      }
    }
    await expect((await pooled(jobs)).join("\n")).toMatchFileSnapshot(`../fixtures/goldens/program-${client}.txt`);
  },
  120_000,
);
