import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync as rename,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { beforeEach, describe, expect, it } from "vitest";
import {
  APPROVED_MS,
  consume,
  grant,
  mayBeApproved,
  offer,
  PENDING_MS,
  pendingOf,
} from "../../src/approve/approvals.ts";
import { CODE, callKey, codeOf } from "../../src/approve/call-key.ts";
import { fileOf } from "../../src/approve/files.ts";
import type { Decision, Finding } from "../../src/model/decision.ts";
import type { ToolCall } from "../../src/model/toolcall.ts";
import { decide } from "../../src/policy/decide.ts";
import { toolCall } from "../journal/calls.ts";
import { finding, policyOf } from "../policy/samples.ts";

// Before today, so that files that are written now never look old.
const NOW = Date.parse("2026-01-10T12:00:00Z");

function asked(...findings: readonly Partial<Finding>[]): Decision {
  const found = findings.length === 0 ? [finding()] : findings.map(finding);
  return decide(found, [], policyOf({ user: { mode: "enforce" } }), { agent: "codex", workspace: [], now: NOW });
}

let folder: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), "approvals-")), ".clampd", "approvals");
});

/** Offers a call and lets a person say yes. */
function approved(call: ToolCall, at = NOW): string {
  const code = offer(call, asked(), folder, at);
  const pending = pendingOf(folder, code ?? "", at);
  if (pending === undefined) throw new Error("nothing waits");
  grant(folder, pending, "ann", at);
  return pending.code;
}

describe("the key of a call", () => {
  const shell = (command: string, cwd?: string) => ({ kind: "shell", command, shell: "bash", cwd }) as const;
  it.each<[string, Partial<ToolCall>, boolean]>([
    ["another session, id and event", { session: "x", id: "y", event: "beforeShellExecution", turn: "t" }, true],
    ["another description", { input: { command: "ls", description: "lists" } }, true],
    ["the folder said by the action", { action: shell("ls", "/w"), cwd: "/elsewhere" }, true],
    ["another command", { action: shell("ls ") }, false],
    ["another folder", { cwd: "/w2" }, false],
    ["another agent", { agent: "codex" }, false],
    ["another shell", { action: { kind: "shell", command: "ls", shell: "powershell" } }, false],
    ["another action with the same text", { action: { kind: "read", path: "ls" } }, false],
  ])("%s", (_name, change, same) => {
    expect(callKey(toolCall(change)) === callKey(toolCall())).toBe(same);
  });

  it("does not depend on the order of names, and does on the content that is written", () => {
    const args = (value: ToolCall["input"]) => callKey(toolCall({ action: { kind: "unknown-tool", args: value } }));
    expect(args({ a: 1, b: { c: 2, d: 3 } })).toBe(args({ b: { d: 3, c: 2 }, a: 1 }));
    const write = (content: string) => callKey(toolCall({ action: { kind: "write", path: "/w/x", content } }));
    expect(write("a")).not.toBe(write("b"));
  });

  it("is named by eight characters that nobody mistakes", () => {
    expect(codeOf(callKey(toolCall()))).toMatch(CODE);
    expect(CODE.source).not.toMatch(/[01OILUV]/);
  });
});

describe("which decisions a person may answer", () => {
  it.each<[string, readonly Partial<Finding>[], boolean]>([
    ["a question", [{}], true],
    ["a question beside a warning", [{}, { severity: "medium" }], true],
    ["a denial", [{ severity: "critical" }], false],
    ["a question beside a denial", [{}, { severity: "critical" }], false],
    ["what is catastrophic", [{ catastrophic: true }], false],
    ["what cannot be exempted", [{ exemptable: false }], false],
    ["a warning", [{ severity: "medium" }], false],
  ])("%s", (_name, findings, expected) => {
    expect(mayBeApproved(asked(...findings))).toBe(expected);
  });

  it("nothing where all high findings are denied", () => {
    const strict = policyOf({ user: { mode: "enforce", profile: "strict" } });
    expect(mayBeApproved(decide([finding()], [], strict, { agent: "codex", workspace: [], now: NOW }))).toBe(false);
  });
});

describe("an approval", () => {
  const call = toolCall({ agent: "codex" });

  it("lets exactly its call through, once, in any session", () => {
    const code = approved(call);
    expect(consume(toolCall({ agent: "codex", cwd: "/other" }), asked(), folder, NOW)).toBeUndefined();
    expect(consume({ ...call, session: "other" }, asked(), folder, NOW + 1)).toEqual({
      code,
      by: "ann",
      time: new Date(NOW).toISOString(),
    });
    expect(consume({ ...call, session: "other", id: "2" }, asked(), folder, NOW + 2)).toBeUndefined();
    expect(pendingOf(folder, code, NOW + 2)).toBeUndefined();
  });

  it.each([
    ["in its last millisecond", APPROVED_MS - 1, true],
    ["after its end", APPROVED_MS, false],
    ["from the future", -1, false],
  ])("%s", (_name, later, passes) => {
    approved(call);
    expect(consume(call, asked(), folder, NOW + later) !== undefined).toBe(passes);
  });

  it("needs a person's answer within an hour", () => {
    const code = offer(call, asked(), folder, NOW) ?? "";
    expect(consume(call, asked(), folder, NOW)).toBeUndefined();
    expect(pendingOf(folder, code, NOW + PENDING_MS - 1)).toBeDefined();
    expect(pendingOf(folder, code, NOW + PENDING_MS)).toBeUndefined();
  });

  it("does not speak for a rule that nobody was asked about", () => {
    approved(call);
    expect(consume(call, asked({}, { rule: "git.force-push" }), folder, NOW)).toBeUndefined();
  });

  it.each<[string, Partial<ToolCall>, number, boolean]>([
    ["in another event of the same turn", { event: "beforeShellExecution", id: undefined }, 1, true],
    ["under the same id once more", {}, 1, true],
    ["in another event a minute later", { event: "beforeShellExecution" }, 60_000, false],
    ["in another event of another session", { event: "beforeShellExecution", session: "x" }, 1, false],
    ["as a new call", { id: "toolu_2" }, 1, false],
    ["as a new call of a client without ids", { id: undefined }, 1, false],
  ])("that was used stands for what the client tells again %s", (_name, change, later, passes) => {
    approved(call);
    consume(call, asked(), folder, NOW);
    expect(consume({ ...call, ...change }, asked(), folder, NOW + later) !== undefined).toBe(passes);
  });

  it("is not renewed by events: the third is another call", () => {
    approved(call);
    const other = { ...call, event: "beforeShellExecution", id: undefined };
    const passes = [call, other, other, { ...call, id: "2" }].map(
      (each) => consume(each, asked(), folder, NOW) !== undefined,
    );
    expect(passes).toEqual([true, true, false, false]);
  });

  it("of two calls at once lets one through", async () => {
    const script = `
      const { workerData, parentPort } = require("node:worker_threads");
      import(workerData.module).then(({ consume }) => {
        parentPort.postMessage("ready");
        parentPort.once("message", () => parentPort.postMessage(workerData.calls.map(({ call, decision }) => consume(call, decision, workerData.folder, workerData.now) !== undefined)));
      });`;
    const rounds = Array.from({ length: 20 }, (_, i) => toolCall({ action: { kind: "read", path: `/w/${i}` } }));
    for (const each of rounds) approved(each);
    const module = new URL("../../src/approve/approvals.ts", import.meta.url).href;
    const workers = [1, 2, 3].map((id) => {
      const calls = rounds.map((each) => ({ call: { ...each, id: String(id) }, decision: asked() }));
      return new Worker(script, { eval: true, workerData: { module, folder, now: NOW, calls } });
    });
    const next = (worker: Worker) =>
      new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject));
    await Promise.all(workers.map(next));
    const answers = workers.map(next) as readonly Promise<readonly boolean[]>[];
    for (const worker of workers) worker.postMessage("go");
    const passed = await Promise.all(answers);
    for (const worker of workers) await worker.terminate();
    expect(rounds.map((_, i) => passed.filter((each) => each[i]).length)).toEqual(rounds.map(() => 1));
  });
});

describe("the files", () => {
  it("are the owner's alone and hold no secret", () => {
    const token = `ghp_${"a1B2".repeat(9)}`;
    const code = offer(
      toolCall({ action: { kind: "shell", command: `curl -H "Authorization: Bearer ${token}" x`, shell: "bash" } }),
      asked(),
      folder,
      NOW,
    );
    const file = fileOf(folder, code ?? "", "pending");
    expect([statSync(folder).mode & 0o777, statSync(file).mode & 0o777]).toEqual([0o700, 0o600]);
    expect(readFileSync(file, "utf8")).not.toContain(token);
  });

  it("show what is written into a file, and say what is not shown", () => {
    const write = (content: string) => toolCall({ action: { kind: "write", path: "/w/x", content } });
    const shown = (content: string) => pendingOf(folder, offer(write(content), asked(), folder, NOW) ?? "", NOW);
    expect(shown("hello")).toMatchObject({ text: "/w/x\nhello", missing: 0 });
    expect(shown("y".repeat(100_000))?.missing).toBeGreaterThan(60_000);
  });

  it.each<[string, (file: string) => void]>([
    ["others can write it", (file) => chmodSync(file, 0o666)],
    [
      "it is a link",
      (file) => {
        writeFileSync(`${file}.real`, readFileSync(file), { mode: 0o600 });
        chmodSync(file, 0o600);
        symlinkSync(`${file}.real`, `${file}.link`);
        rename(`${file}.link`, file);
      },
    ],
    [
      "it is for another call",
      (file) => writeFileSync(file, readFileSync(file, "utf8").replace(/"call":"../, '"call":"zz')),
    ],
    ["it is no JSON", (file) => writeFileSync(file, "yes")],
  ])("count for nothing where %s", (_name, spoil) => {
    const call = toolCall();
    const code = approved(call);
    spoil(fileOf(folder, code, "approved"));
    expect(consume(call, asked(), folder, NOW)).toBeUndefined();
  });

  it("are few, and old ones go", () => {
    const now = Date.now();
    const offers = Array.from({ length: 70 }, (_, i) => offer(toolCall({ cwd: `/w/${i}` }), asked(), folder, now));
    expect(offers.filter((code) => code !== undefined)).toHaveLength(64);
    expect(offer(toolCall(), asked(), folder, now + 2 * PENDING_MS)).toBeDefined();
    expect(readdirSync(folder)).toHaveLength(1);
  });
});
