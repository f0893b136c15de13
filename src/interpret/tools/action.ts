import type { Span } from "../../model/effect.ts";
import type { ToolCall } from "../../model/toolcall.ts";
import { type Context, emit, type Source } from "../context.ts";
import { hostTarget } from "../hosts.ts";
import { placed } from "../paths/placed.ts";
import { topFrame } from "../shell/frame.ts";
import { runShellText } from "../shell/script.ts";
import { newState } from "../shell/state.ts";
import { NO_STREAM, type Stream } from "../shell/value.ts";
import { interpretArguments } from "./arguments.ts";
import { toolInvocation } from "./invocation.ts";
import { interpretPatch } from "./patch.ts";

/** Turns each kind of action into effects. */
export function interpretAction(call: ToolCall, context: Context, span: Span): void {
  const { action } = call;
  const source = { by: call.tool, span };
  const path = (raw: string, followLast = true) => placed(raw, call.cwd, context, { followLast, glob: false });
  switch (action.kind) {
    case "shell": {
      const cwd = action.cwd === undefined ? call.cwd : path(action.cwd).path;
      if (action.shell === "powershell" || action.shell === "cmd")
        toolInvocation(call.tool, action.command, cwd, context).code(action.shell, action.command, {
          source: "inline",
          span,
        });
      else
        showSecrets(
          runShellText(action.command, topFrame(action.command), newState(cwd), context, NO_STREAM),
          context,
          source,
        );
      break;
    }
    case "type-into-shell":
      if (action.text === undefined)
        emit(
          context,
          {
            kind: "unknown",
            reason: "opaque-tool",
            detail: "characters typed into a running shell are not shown",
            certainty: "unknown",
          },
          source,
        );
      else runShellText(action.text, topFrame(action.text), newState(undefined), context, NO_STREAM);
      break;
    case "read":
      emit(context, { kind: "read", target: path(action.path), recursive: false, how: "content" }, source);
      break;
    case "list":
      emit(context, { kind: "read", target: path(action.path), recursive: false, how: "list" }, source);
      break;
    case "write":
      emit(context, { kind: "write", target: path(action.path), how: "truncate", content: action.content }, source);
      break;
    case "edit":
      emit(
        context,
        {
          kind: "write",
          target: path(action.path),
          how: "modify",
          content: action.edits.map((edit) => edit.after).join("\n"),
        },
        source,
      );
      break;
    case "delete":
      emit(context, { kind: "delete", target: path(action.path, false), recursive: false, how: "remove" }, source);
      break;
    case "search":
      emit(
        context,
        {
          kind: "read",
          target: path(action.path ?? "."),
          recursive: true,
          how: action.pattern === "" ? "list" : "search",
        },
        source,
      );
      if (action.glob !== undefined && /\.env|id_rsa|\.pem|credential|secret/i.test(action.glob))
        emit(context, { kind: "read", target: path(action.glob), recursive: false, how: "search" }, source);
      break;
    case "patch":
      interpretPatch(action.text, call.cwd, context, call.tool);
      break;
    case "fetch":
      emit(context, { kind: "fetch", target: hostTarget(action.url), method: "GET", tags: ["tool"] }, source);
      emit(context, { kind: "text", role: "url", key: "url", text: action.url }, source);
      if (action.text !== undefined)
        emit(context, { kind: "text", role: "prompt", key: "prompt", text: action.text }, source);
      if (action.saveAs !== undefined)
        emit(context, { kind: "write", target: path(action.saveAs), how: "truncate" }, source);
      break;
    case "web-search":
      emit(context, { kind: "text", role: "query", key: "query", text: action.query }, source);
      break;
    case "spawn-agent":
      emit(context, { kind: "spawn-agent", agent: action.type ?? "", unguarded: false }, source);
      emit(context, { kind: "text", role: "prompt", key: "prompt", text: action.prompt }, source);
      break;
    case "mcp":
      interpretArguments(action.server ?? "", action.tool, action.args, call, context);
      break;
    case "unknown-tool":
      interpretArguments("", call.tool, action.args, call, context);
      break;
    case "internal":
      if (action.text !== undefined)
        emit(context, { kind: "text", role: "prompt", key: "", text: action.text }, source);
      break;
    case "malformed":
      emit(
        context,
        { kind: "unknown", reason: "malformed-input", detail: action.problem, certainty: "unknown" },
        source,
      );
      interpretArguments("", call.tool, action.args, call, context);
      break;
  }
}

/**
 * What the whole call prints, the agent reads: a secret variable in it is shown (`echo "$API_KEY"`, but not into a pipe),
 * and so is a file that a substitution read (`echo "$(cat .env)"`, but not `export $(cat .env | xargs)`).
 */
function showSecrets(printed: Stream, context: Context, source: Source): void {
  const captured = context.effects.filter((effect) => effect.kind === "read" && effect.tags.includes("captured"));
  for (const target of printed.taint.files)
    if (captured.some((effect) => effect.kind === "read" && effect.target.path === target.path))
      emit(context, { kind: "read", target, recursive: false, how: "content", tags: ["shown"] }, source);
  if (!printed.taint.environment || (printed.text === undefined && printed.taint.picked !== true)) return;
  emit(context, { kind: "environment", name: "secret", value: "", action: "show", tags: ["secret-variable"] }, source);
}
