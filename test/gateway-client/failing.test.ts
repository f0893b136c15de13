import { afterAll, describe, expect, it } from "vitest";
import type { GatewaySide } from "../../src/gateway/side.ts";
import { answerHook, freshPolicy } from "../../src/hook/hook.ts";
import { thisMachine } from "../../src/world/machine.ts";
import { readSaid, TestEngine } from "./engine.ts";

const home = new TestEngine();
afterAll(() => home.remove());

const fails = new RangeError("inside");
const SIDES: readonly (readonly [string, GatewaySide])[] = [
  [
    "that throws",
    {
      decide: () => {
        throw fails;
      },
      ended: () => {
        throw fails;
      },
    },
  ],
  ["that cannot be loaded", { decide: () => Promise.reject(fails), ended: () => {} }],
];

async function say(gateway: GatewaySide, command: string, event = "PreToolUse") {
  const stdin = JSON.stringify({ hook_event_name: event, tool_name: "Bash", tool_input: { command } });
  const context = { machine: thisMachine({ HOME: home.home }), now: 0, elapsedUs: () => 0, loadPolicy: freshPolicy };
  return readSaid((await answerHook(stdin, { ...context, gateway })).stdout).verdict;
}

describe.each(SIDES)("a client of the gateway %s", (_, side) => {
  it("is a matter of the fail mode, and takes nothing from the local decision", async () => {
    home.gateway("http://127.0.0.1:1", {}, { failMode: "open" });
    expect(await say(side, "rm -rf ~")).toBe("deny");
    expect(await say(side, "git stash drop")).toBe("ask");
    home.gateway("http://127.0.0.1:1", {}, { failMode: "closed" });
    expect(await say(side, "ls")).toBe("deny");
    home.gateway("http://127.0.0.1:1", {}, { mode: "observe" });
    expect(await say(side, "ls")).toBe("silence");
  });

  it("says nothing about a call that has ended", async () => {
    home.gateway("http://127.0.0.1:1", {}, { failMode: "closed" });
    expect(await say(side, "ls", "PostToolUse")).toBe("silence");
  });

  it("is not asked where no gateway is named", async () => {
    home.policy({ mode: "enforce", api_key: "k", agent_id: "a", secret: "s" });
    expect(await say(side, "ls")).toBe("silence");
    expect(await say(side, "rm -rf ~")).toBe("deny");
  });
});
