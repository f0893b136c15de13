import { recordDecision } from "../../src/journal/record.ts";
import { decide } from "../../src/policy/decide.ts";
import { DEFAULT_POLICY } from "../../src/policy/merge.ts";
import { toolCall } from "./calls.ts";

// One of several processes that write at once: node writer.ts FOLDER NAME COUNT
const [folder, name = "", count = "0"] = process.argv.slice(2);
const decision = decide([], [], DEFAULT_POLICY, { agent: "claude", workspace: [], now: 0 });
for (let i = 0; i < Number(count); i++) {
  const command = `echo ${name}-${i} ${"x".repeat((i * 37) % 3000)}`;
  const call = toolCall({ id: `${name}-${i}`, action: { kind: "shell", command, shell: "bash" } });
  const error = recordDecision(call, decision, { folder, now: 0, version: "0.1.0" });
  if (error !== undefined) throw new Error(error.message);
}
