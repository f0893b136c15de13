import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { LINE_LIMIT, toLine } from "../../src/journal/append.ts";
import { decisionRecord } from "../../src/journal/build.ts";
import { type JournalLine, journalFiles, readJournal } from "../../src/journal/read.ts";
import { recordDecision, recordOutcome } from "../../src/journal/record.ts";
import { decide } from "../../src/policy/decide.ts";
import { DEFAULT_POLICY } from "../../src/policy/merge.ts";
import { finding } from "../policy/samples.ts";
import { toolCall } from "./calls.ts";

const NOW = Date.UTC(2027, 0, 31, 23, 59, 59, 999);
let folder: string;
let file: string;

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), "journal-")), ".clampd/journal");
  file = join(folder, "2027-01-31.jsonl");
});

const context = () => ({ folder, now: NOW, version: "0.1.0", durationUs: 1234 });
const decision = (found = [finding()]) =>
  decide(found, [], DEFAULT_POLICY, { agent: "claude", workspace: [], now: NOW });
const records = () =>
  readFileSync(file, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

async function read(path: string): Promise<readonly JournalLine[]> {
  const lines: JournalLine[] = [];
  for await (const line of readJournal(path)) lines.push(line);
  return lines;
}

describe("a record", () => {
  it("tells a decision", () => {
    expect(recordDecision(toolCall(), decision(), context())).toBeUndefined();
    expect(records()).toEqual([
      {
        v: 1,
        time: "2027-01-31T23:59:59.999Z",
        guard: "0.1.0",
        agent: "claude",
        session: "s-1",
        call: "toolu_1",
        key: expect.stringMatching(/^[0-9a-f]{16}$/),
        event: "PreToolUse",
        phase: "before",
        tool: "Bash",
        action: "shell",
        text: "ls",
        cwd: "/w",
        kind: "decision",
        verdict: "allow",
        wouldBe: "ask",
        mode: "observe",
        profile: "balanced",
        failMode: "open",
        layer: "builtin",
        decisive: "fs.delete-wide",
        findings: [
          {
            rule: "fs.delete-wide",
            category: "destructive-fs",
            severity: "high",
            verdict: "ask",
            mode: "observe",
            layer: "builtin",
            evidence: "rm",
          },
        ],
        effects: {},
        permissionMode: "default",
        durationUs: 1234,
      },
    ]);
  });

  it("pairs an outcome with its decision, by the client's id and by the key", () => {
    recordDecision(toolCall(), decision(), context());
    const after = toolCall({
      event: "PostToolUse",
      phase: "after",
      outcome: { ok: true, exitCode: 0, output: "secret output", durationMs: 5 },
    });
    recordOutcome(after, context(), decision());
    const [first, second] = records();
    expect(second).toMatchObject({
      kind: "outcome",
      call: first.call,
      key: first.key,
      ok: true,
      exitCode: 0,
      durationMs: 5,
      outputLength: 13,
    });
    expect(JSON.stringify(second)).not.toContain("secret output");
  });

  it.each([
    ["another command", toolCall({ action: { kind: "shell", command: "ls -l", shell: "bash" } })],
    ["another session", toolCall({ session: "s-2" })],
    ["another action", toolCall({ action: { kind: "read", path: "ls" } })],
  ])("has another key for %s", (_, other) => {
    const key = (call = toolCall()) => decisionRecord(call, decision(), context()).key;
    expect(key(other)).not.toBe(key());
    expect(key(toolCall({ event: "beforeShellExecution", id: undefined }))).toBe(key());
  });

  it("holds no credential, in no field", () => {
    const secret = `ghp_${"aB3dE5gH7jK9".repeat(3)}`;
    const call = toolCall({
      id: secret,
      session: secret,
      cwd: `/w/${secret}`,
      tool: secret,
      oddities: [secret],
      permissionMode: secret,
      subagent: { id: secret, type: secret },
      action: { kind: "mcp", server: secret, tool: secret, args: { deep: [secret] } },
      outcome: { ok: false, error: secret },
    });
    recordDecision(call, { ...decision([finding({ evidence: secret })]), failure: secret }, context());
    recordOutcome(call, context());
    expect(readFileSync(file, "utf8")).not.toContain(secret);
    expect(readFileSync(file, "utf8")).toContain("[redacted:github-token]");
  });

  it("cuts no credential in half", () => {
    const secret = `ghp_${"aB3dE5gH7jK9".repeat(3)}`;
    recordDecision(
      toolCall({ action: { kind: "shell", command: `${"x ".repeat(1010)}${secret}`, shell: "bash" } }),
      decision(),
      context(),
    );
    expect(readFileSync(file, "utf8")).not.toContain(secret.slice(0, 12));
  });

  it("survives arguments that are nested too deeply to print", () => {
    let args: unknown = 1;
    for (let i = 0; i < 100_000; i++) args = [args];
    const call = toolCall({ action: { kind: "unknown-tool", args: args as never } });
    expect(recordDecision(call, decision(), context())).toBeUndefined();
    expect(records()).toHaveLength(1);
  });
});

describe("a line", () => {
  it("is valid JSON within its limit, and says what was cut", () => {
    const wild = fc
      .string({ unit: "binary", maxLength: 20 })
      .chain((text) => fc.nat(5000).map((times) => text.repeat(times)));
    fc.assert(
      fc.property(wild, wild, wild, fc.nat(60), (command, evidence, other, count) => {
        const found = Array.from({ length: count }, () => finding({ evidence, rule: other.slice(0, 300) }));
        const call = toolCall({
          action: { kind: "shell", command, shell: "bash" },
          cwd: other,
          oddities: [other, evidence],
        });
        const line = toLine(decisionRecord(call, decision(found), context()));
        expect(line.length).toBeLessThanOrEqual(LINE_LIMIT);
        expect(line.indexOf(10)).toBe(line.length - 1);
        const record = JSON.parse(line.toString());
        if (record.text !== undefined && record.text.length < command.length && !record.text.includes("[redacted:"))
          expect(record.cut).toContain("text");
        if (record.findings.length < count) expect(record.cut).toContain("findings");
      }),
      { numRuns: 60 },
    );
  });
});

describe("the file", () => {
  it.skipIf(process.platform === "win32")("is its owner's alone", () => {
    recordDecision(toolCall(), decision(), context());
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  it("loses and tears nothing when eight processes write at once", { timeout: 60_000 }, async () => {
    const names = Array.from({ length: 8 }, (_, i) => `w${i}`);
    const writer = new URL("./writer.ts", import.meta.url).pathname;
    const ends = names.map((name) =>
      once(spawn(process.execPath, [writer, folder, name, "500"], { stdio: "ignore" }), "exit"),
    );
    expect((await Promise.all(ends)).map(([code]) => code)).toEqual(names.map(() => 0));
    const lines = await read(join(folder, "1970-01-01.jsonl"));
    const ids = lines.map((line) => ("record" in line ? line.record.call : "torn"));
    const wanted = names.flatMap((name) => Array.from({ length: 500 }, (_, i) => `${name}-${i}`));
    expect(ids.toSorted()).toEqual(wanted.toSorted());
  });

  it.each<readonly [string, () => string | undefined, string]>([
    ["there is no home", () => undefined, "no-home"],
    [
      "a file stands in the folder's place",
      () => {
        mkdirSync(join(folder, ".."), { recursive: true });
        writeFileSync(folder, "");
        return folder;
      },
      "ENOTDIR",
    ],
    [
      "a link stands in the file's place",
      () => {
        mkdirSync(folder, { recursive: true });
        symlinkSync("/dev/null", file);
        return folder;
      },
      "ELOOP",
    ],
    ["the folder cannot be made", () => "/proc/none/journal", "ENOENT"],
  ])("gives an error back where %s", (_, prepare, code) => {
    const place = prepare();
    const error = recordDecision(toolCall(), decision(), { ...context(), folder: place });
    expect(error?.code).toBe(code);
    expect(error?.message.length).toBeLessThan(120);
  });

  it.skipIf(!existsSync("/dev/full"))("says that the disk is full", () => {
    // The kernel's own full disk: every write to it fails with ENOSPC.
    const error = recordDecision(toolCall(), decision(), { ...context(), folder: fullFolder() });
    expect(error?.code).toMatch(/ENOSPC|ELOOP/);
  });

  it.skipIf(process.platform === "win32" || process.getuid?.() === 0)("says that it may not write", () => {
    mkdirSync(folder, { recursive: true });
    chmodSync(folder, 0o500);
    expect(recordDecision(toolCall(), decision(), context())?.code).toBe("EACCES");
  });
});

function fullFolder(): string {
  mkdirSync(folder, { recursive: true });
  symlinkSync("/dev/full", file);
  return folder;
}

describe("reading", () => {
  it("finds the record behind the torn head of another", async () => {
    recordDecision(toolCall({ id: "one" }), decision(), context());
    const whole = readFileSync(file, "utf8");
    writeFileSync(
      file,
      `${whole}${whole.slice(0, 40)}${whole}${whole.slice(0, 60)}\nnot json\n{"v":2}\n${whole.slice(0, 50)}`,
    );
    const lines = await read(file);
    expect(lines.map((line) => "record" in line)).toEqual([true, true, false, false, false]);
  });

  it("goes on from where it stopped", async () => {
    recordDecision(toolCall({ id: "one" }), decision(), context());
    const { size } = statSync(file);
    recordDecision(toolCall({ id: "zwei — ✓" }), decision(), context());
    const seen: unknown[] = [];
    let end = 0;
    for await (const line of readJournal(file, size)) {
      seen.push("record" in line && line.record.call);
      end = line.end;
    }
    expect(seen).toEqual(["zwei — ✓"]);
    expect(end).toBe(statSync(file).size);
  });

  it("lists days in order and nothing else", async () => {
    mkdirSync(folder, { recursive: true });
    for (const name of ["2027-01-02.jsonl", "2026-12-31.jsonl", "notes.txt"]) appendFileSync(join(folder, name), "");
    expect(await journalFiles(folder)).toEqual([join(folder, "2026-12-31.jsonl"), join(folder, "2027-01-02.jsonl")]);
    expect(await journalFiles(join(folder, "none"))).toEqual([]);
  });
});
