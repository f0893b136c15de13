import { describe, expect, test } from "vitest";
import { callText, interpret, interpretFully } from "../../src/interpret/interpret.ts";
import { memoryWorld } from "../../src/interpret/memory-world.ts";
import type { Action } from "../../src/model/toolcall.ts";
import { callOf, ofKind } from "./effects.ts";
import { rowsOf } from "./rows.ts";

/** What an agent's own tools do, and the text that is pointed into. */
const actions: readonly (readonly [action: Action, text: string, ...effects: readonly string[]])[] = [
  [{ kind: "shell", command: "rm x", shell: "bash", cwd: "sub" }, "rm x", "run rm x", "delete remove /home/dev/project/sub/x"],
  [{ kind: "shell", command: "del x", shell: "cmd", cwd: "/srv" }, "del x", "code cmd inline del x", "run del x", "delete remove /srv/x"],
  [{ kind: "type-into-shell", text: "rm /x" }, "rm /x", "run rm /x", "delete remove /x"],
  [{ kind: "type-into-shell", text: undefined }, "", "unknown opaque-tool characters typed into a running shell are not shown"],
  [{ kind: "read", path: "a" }, "a", "read content /home/dev/project/a"],
  [{ kind: "list", path: "/etc" }, "/etc", "read list /etc"],
  [{ kind: "write", path: "a", content: "b" }, "a", "write truncate /home/dev/project/a = b"],
  [{ kind: "edit", path: "a", edits: [{ before: "x", after: "y" }, { before: "p", after: "q" }] }, "a", "write modify /home/dev/project/a = y\nq"],
  [{ kind: "delete", path: "a" }, "a", "delete remove /home/dev/project/a"],
  [{ kind: "search", path: undefined, pattern: "x" }, "x", "read search -r /home/dev/project"],
  [{ kind: "search", path: "/etc", pattern: "" }, "/etc", "read list -r /etc"],
  [{ kind: "search", path: "/", pattern: "x", glob: "**/.env" }, "/", "read search -r /", "read search /home/dev/project/**/.env"],
  [{ kind: "search", path: "/", pattern: "x", glob: "**/*.ts" }, "/", "read search -r /"],
  [{ kind: "patch", text: "*** Begin Patch\n*** Delete File: a\n*** End Patch" }, "*** Begin Patch\n*** Delete File: a\n*** End Patch", "delete remove /home/dev/project/a"],
  [{ kind: "patch", text: "*** Update File: a\n+x\n-y\n*** Move to: b" }, "*** Update File: a\n+x\n-y\n*** Move to: b", "write create /home/dev/project/b from /home/dev/project/a", "delete move-away /home/dev/project/a", "write modify /home/dev/project/a = x"],
  [{ kind: "patch", text: "*** Add File: a\r\n+x" }, "*** Add File: a\r\n+x", "write create /home/dev/project/a = x"],
  [{ kind: "patch", text: "*** Move to: b" }, "*** Move to: b", "write create /home/dev/project/b"],
  [{ kind: "patch", text: "+x" }, "+x", "unknown malformed-input a patch without file headers"],
  [{ kind: "fetch", url: "https://acme.dev/a" }, "https://acme.dev/a", "fetch acme.dev GET [tool]", "text url url https://acme.dev/a"],
  [{ kind: "fetch", url: "https://acme.dev/a", text: "sum up", saveAs: "b" }, "https://acme.dev/a", "fetch acme.dev GET [tool]", "text url url https://acme.dev/a", "text prompt prompt sum up", "write truncate /home/dev/project/b"],
  [{ kind: "web-search", query: "q" }, "q", "text query query q"],
  [{ kind: "spawn-agent", type: "reviewer", prompt: "p" }, "p", "spawn-agent reviewer", "text prompt prompt p"],
  [{ kind: "spawn-agent", type: undefined, prompt: "p" }, "p", "spawn-agent", "text prompt prompt p"],
  [{ kind: "mcp", server: undefined, tool: "frob", args: {} }, "{}", "call-tool frob"],
  [{ kind: "unknown-tool", args: { n: 1 } }, '{"n":1}', "call-tool Bash run"],
  [{ kind: "internal" }, ""],
  [{ kind: "internal", text: "t" }, "t", "text prompt t"],
  [{ kind: "malformed", problem: "no text", args: { command: "rm x" } }, '{"command":"rm x"}', "unknown malformed-input no text", "call-tool Bash run [target-known]", "text mcp-argument command rm x [code]", "code sh inline rm x", "run rm x", "delete remove /home/dev/project/x"],
]; // biome-ignore format: one table

describe("the agent's own tools", () => {
  test.each(actions.map(([action, text, ...effects]) => ({ action, text, effects })))(
    "$action",
    ({ action, text, effects }) => {
      const call = callOf(action);
      expect(callText(call)).toBe(text);
      expect(rowsOf(interpret(call, memoryWorld()).effects)).toEqual(effects);
    },
  );
});

describe("grammars", () => {
  const code = `python3 -c "import subprocess; subprocess.run(['node', '-e', 'require(\\"fs\\").rmSync(\\"x\\")'])"`;
  const call = callOf({ kind: "shell", command: code, shell: "bash" });

  test("are loaded when such code appears, and those for code inside it after that", async () => {
    const before = interpret(call, memoryWorld());
    expect([...before.needs]).toEqual(["python"]);
    expect(ofKind(before.effects, "unknown").map(({ reason }) => reason)).toEqual(["dynamic-code"]);
    const { effects, needs } = await interpretFully(call, memoryWorld());
    expect(needs.size).toBe(0);
    expect(ofKind(effects, "delete").map(({ target }) => target.path)).toEqual(["/home/dev/project/x"]);
  });

  test("are not needed for plain commands", async () => {
    const plain = await interpretFully(callOf({ kind: "shell", command: "ls", shell: "bash" }), memoryWorld(), ["rtk"]);
    expect(plain.needs.size).toBe(0);
  });
});
