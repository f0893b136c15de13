import { spawnSync } from "node:child_process";
import { existsSync, globSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  bashCall,
  type Ended,
  type Env,
  engineStatus,
  full,
  guard,
  newHome,
  removeHome,
  run,
  warmUp,
} from "./program.ts";

interface Call {
  readonly name: string;
  readonly stdin: Buffer;
  readonly env: Env;
}

const test = join(import.meta.dirname, "..");
const CORPUS_LINES = 200;
const WORKERS = 4;

function recordings(home: string): readonly Call[] {
  return globSync("fixtures/recordings/*/*.json", { cwd: test })
    .sort()
    .map((file) => {
      const { stdin, env } = JSON.parse(readFileSync(join(test, file), "utf8")) as { stdin: string; env: Env };
      const placed = (text: string) => text.replaceAll("{{HOME}}", home).replaceAll("/home/dev", home);
      const names = Object.entries(env).map(([name, value]) => [name, placed(value)]);
      return { name: file, stdin: Buffer.from(placed(stdin)), env: Object.fromEntries(names) };
    });
}

/** Every so many lines, so that all areas are there however many there are. */
function corpus(home: string): readonly Call[] {
  const lines = readdirSync(join(test, "corpus"))
    .filter((name) => name.endsWith(".jsonl"))
    .flatMap((name) => readFileSync(join(test, "corpus", name), "utf8").split("\n"))
    .filter((line) => line.includes('"command"'))
    .map((line) => (JSON.parse(line) as { command?: unknown }).command)
    .filter((command) => typeof command === "string");
  const step = Math.max(1, lines.length / CORPUS_LINES);
  return Array.from({ length: Math.min(CORPUS_LINES, lines.length) }, (_, i) => lines[Math.floor(i * step)] ?? "").map(
    (command) => ({ name: command, stdin: Buffer.from(bashCall(home, command)), env: {} }),
  );
}

const INLINE = [
  `python3 -c "import shutil, os; shutil.rmtree(os.path.expanduser('~'))"`,
  `node -e 'require("fs").rmSync(process.env.HOME, { recursive: true })'`,
  `python3 -c "print(1)"`,
  `python3 -c "import subprocess; subprocess.run(['node', '-e', 'fetch(1)'])"`,
  `node -e 'console.log(1)'`,
];

function hostile(home: string): readonly Call[] {
  const call = bashCall(home, "rm -rf ~");
  const texts: readonly (readonly [name: string, bytes: string | Buffer, env?: Env])[] = [
    ["nothing", ""],
    ["no JSON", "rm -rf /"],
    ["half of a call", call.slice(0, 60)],
    ["a list", "[]"],
    ["deep nesting", "[".repeat(100_000)],
    ["a call with bytes that are no UTF-8", Buffer.concat([Buffer.from(call), Buffer.from([0xff, 0xfe])])],
    ["a call after a byte order mark", `\uFEFF${call}`],
    ["a call with zero bytes", call.replace("rm", "r\0m")],
    ["two calls", call + call],
    ["a large call", bashCall(home, `echo ${"x".repeat(300_000)}; rm -rf ~`)],
    ["a relative folder", call.replace(`${home}/project`, "project")],
    ["no folder", call.replace(/"cwd":"[^"]*",/, "")],
    ["no call, but traces of a client", "{", { CURSOR_VERSION: "1" }],
  ];
  return texts.map(([name, bytes, env = {}]) => ({ name, stdin: Buffer.from(bytes), env }));
}

describe("one call has one answer", () => {
  const home = newHome();
  const withHome = (env: Env): Env => ({ ...env, HOME: home });
  const inline = INLINE.map((command) => ({ name: command, stdin: Buffer.from(bashCall(home, command)), env: {} }));
  const calls = [...recordings(home), ...corpus(home), ...inline, ...hostile(home)];
  let inProcess: readonly Ended[] = [];
  let warm: readonly Ended[] = [];
  let cold: readonly Ended[] = [];
  let answeredByEngine = 0;

  const named = (answers: readonly Ended[]) => calls.map(({ name }, i) => ({ name, ...answers[i] }));

  async function all(program: string): Promise<readonly Ended[]> {
    const results: Ended[] = [];
    let next = 0;
    const work = async () => {
      for (let i = next++; i < calls.length; i = next++) {
        const { stdin, env } = calls[i] as Call;
        results[i] = await run(program, [], stdin, withHome(env));
      }
    };
    await Promise.all(Array.from({ length: WORKERS }, work));
    return results;
  }

  beforeAll(async () => {
    const file = join(home, "calls.json");
    const data = calls.map(({ stdin, env }) => ({ stdin: stdin.toString("base64"), env: withHome(env) }));
    writeFileSync(file, JSON.stringify(data));
    const child = spawnSync(process.execPath, [join(import.meta.dirname, "in-process.ts"), file], {
      encoding: "utf8",
      maxBuffer: 1e9,
      env: { HOME: home },
    });
    inProcess = JSON.parse(child.stdout);
    const before = (await warmUp(home)).calls;
    warm = await all(guard);
    answeredByEngine = (engineStatus(home).engines[0]?.state?.calls ?? 0) - before;
    cold = await all(existsSync(full) ? full : guard);
  }, 300_000);
  afterAll(() => removeHome(home));

  it("with verdicts of all kinds among them", () => {
    expect(calls.length).toBeGreaterThan(200);
    expect(inProcess.some(({ stdout, stderr }) => stdout === "" && stderr === "")).toBe(true);
    expect(inProcess.some(({ status }) => status === 2)).toBe(true);
  });

  it.runIf(existsSync(full))("and the engine gave nearly all of the warm ones", () => {
    expect(answeredByEngine).toBeGreaterThan(calls.length * 0.9);
  });

  it("warm as in one process", () => {
    expect(named(warm)).toEqual(named(inProcess));
  });

  it("cold as in one process", () => {
    expect(named(cold)).toEqual(named(inProcess));
  });
});
