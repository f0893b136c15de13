import * as say from "../answer.ts";
import type { Dialect } from "../dialect.ts";
import { find } from "../fields.ts";
import { claude, claudeEvents, claudeTools } from "./claude.ts";

// Factory Droid: docs.factory.ai/harness/hooks (2026). Claude Code's contract with some tools of its own.

const file = ["file_path", "path"];

export const droid: Dialect = {
  ...claude,
  id: "droid",
  recognises: (payload, env) =>
    /^[A-Z]/.test(String(find(payload, ["hook_event_name"]) ?? "")) &&
    (env.FACTORY_PROJECT_DIR !== undefined || find(payload, ["tool_name"]) === "Execute"),
  traces: { text: ['"Execute"'], env: ["FACTORY_PROJECT_DIR"] },
  events: { ...claudeEvents, PreToolUse: { phase: "before", deny: say.refuse, warn: say.messageAndContext } },
  tools: {
    ...claudeTools,
    Execute: { as: "shell", command: ["command"] },
    Create: { as: "write", path: file, content: ["content"] },
    Edit: { as: "edit", path: file, before: ["old_string", "old_str"], after: ["new_string", "new_str"] },
    MultiEdit: {
      as: "edit",
      path: file,
      edits: ["edits", "changes"],
      before: ["old_string", "old_str"],
      after: ["new_string", "new_str"],
    },
    LS: { as: "list", path: ["directory_path", "path"], fallback: "." },
    ApplyPatch: { as: "patch", text: ["input", "patch"] },
    FetchUrl: { as: "fetch", url: ["url"] },
  },
  env: { workspace: ["FACTORY_PROJECT_DIR"] },
};
