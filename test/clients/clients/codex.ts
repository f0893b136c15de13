/** Codex, by its Responses API and ~/.codex/hooks.json. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { serveOpenAI } from "../../../src/doctor/prove/model/openai.ts";
import type { ToolUse } from "../../../src/doctor/prove/model/script.ts";
import type { Client } from "../client.ts";
import { writeIfDifferent } from "../effect.ts";
import { packageFolder } from "../install.ts";
import type { Act } from "../scenario.ts";
import { MCP_SERVER } from "./mcp.ts";

/** The model's name decides on its tools: functions, or one `exec` that takes JavaScript. */
const MODELS: Readonly<Record<string, string>> = { "": "gpt-5.5", "code mode": "gpt-6.1-sol" };
const EVENTS = ["PreToolUse", "PostToolUse"];

/** Another tool's hook stands first; Codex knows hooks by their position. */
const HOOKS = '{"hooks":{"PreToolUse":[ {"matcher":"Bash","hooks":[{"type":"command","command":"true"}]} ]}}';
const CONFIG = `# mine
model_reasoning_effort = 'low' # quick

[tui]
theme = "base16"
`;
const REQUIREMENTS = `# the organisation's\nallowed_sandbox_modes = [ "read-only", "workspace-write", "danger-full-access" ]\n`;

export const codex: Client = {
  name: "codex",
  package: "@openai/codex",
  version: "0.169.0",
  sessions: [
    { variant: "", scenarios: ["Bash", "Write", "Edit", "Read", "MCP tool", "subagent's Bash", "delete"] },
    { variant: "code mode", scenarios: ["Bash", "MCP tool", "delete"] },
  ],
  labels: { Write: "apply_patch add", Edit: "apply_patch update", delete: "apply_patch delete", Read: "Bash cat" },

  spell: (act, variant) => [variant === "code mode" ? inCode(act) : asFunction(act)],

  delegate: (marker) => [
    { tool: "spawn_agent", namespace: "multi_agent_v1", input: { message: `${marker}: do the scripted work.` } },
    {
      tool: "wait_agent",
      namespace: "multi_agent_v1",
      input: {},
      inputFrom: (spawned) => ({ targets: [/"agent_id": ?"([^"]+)"/.exec(spawned)?.[1] ?? ""], timeout_ms: 15_000 }),
    },
  ],

  serve: serveOpenAI,

  own: ({ home }, via) => [
    { file: join(home, ".codex", "hooks.json"), text: HOOKS },
    { file: join(home, ".codex", "config.toml"), text: CONFIG },
    ...(via === "managed" ? [{ file: "/etc/codex/requirements.toml", text: REQUIREMENTS }] : []),
  ],

  configure({ home }, guard) {
    const handler = { type: "command", command: guard, timeout: 10 };
    const hooks = Object.fromEntries(EVENTS.map((event) => [event, [{ matcher: "*", hooks: [handler] }]]));
    writeIfDifferent(join(home, ".codex", "hooks.json"), `${JSON.stringify({ hooks }, null, 2)}\n`);
  },

  launch({ place, port, prompt, variant, trusted }) {
    const provider =
      `{name="scripted",base_url="http://127.0.0.1:${port}/v1",env_key="SCRIPTED_KEY",` +
      `wire_api="responses",request_max_retries=0,stream_max_retries=0}`;
    const settings = {
      model: JSON.stringify(MODELS[variant]),
      model_provider: '"scripted"',
      "model_providers.scripted": provider,
      "mcp_servers.runner": `{command=${JSON.stringify(MCP_SERVER.command)},args=${JSON.stringify(MCP_SERVER.args)}}`,
      "analytics.enabled": "false",
      check_for_update_on_startup: "false",
    };
    const overrides = Object.entries(settings).flatMap(([key, value]) => ["-c", `${key}=${value}`]);
    const access = ["--skip-git-repo-check", "--dangerously-bypass-approvals-and-sandbox"];
    const trust = trusted ? [] : ["--dangerously-bypass-hook-trust"];
    return {
      file: program(),
      args: ["exec", "--json", ...access, ...trust, ...overrides, prompt],
      env: { CODEX_HOME: join(place.home, ".codex"), SCRIPTED_KEY: "dummy-key-for-loopback" },
    };
  },
};

function asFunction(act: Act): ToolUse {
  switch (act.kind) {
    case "command":
      return { tool: "exec_command", input: { cmd: act.command } };
    case "read":
      return { tool: "exec_command", input: { cmd: `cat ${act.path}` } };
    case "mcp":
      return { tool: "run_command", namespace: "mcp__runner", input: { command: act.command } };
    default:
      return { tool: "apply_patch", freeText: true, input: patchOf(act) };
  }
}

function inCode(act: Act): ToolUse {
  const call = (name: string, input: unknown) => `text(await tools.${name}(${JSON.stringify(input)}));`;
  switch (act.kind) {
    case "command":
      return { tool: "exec", freeText: true, input: call("exec_command", { cmd: act.command }) };
    case "read":
      return { tool: "exec", freeText: true, input: call("exec_command", { cmd: `cat ${act.path}` }) };
    case "mcp":
      return { tool: "exec", freeText: true, input: call("mcp__runner__run_command", { command: act.command }) };
    default:
      return { tool: "exec", freeText: true, input: call("apply_patch", patchOf(act)) };
  }
}

function patchOf(act: Extract<Act, { kind: "write" | "edit" | "delete" }>): string {
  return ["*** Begin Patch", ...hunkOf(act), "*** End Patch", ""].join("\n");
}

function hunkOf(act: Extract<Act, { kind: "write" | "edit" | "delete" }>): readonly string[] {
  switch (act.kind) {
    case "write":
      return [`*** Add File: ${act.path}`, ...linesOf(act.text).map((line) => `+${line}`)];
    case "edit": {
      const line = linesOf(act.whole).find((candidate) => candidate.includes(act.from)) ?? "";
      return [`*** Update File: ${act.path}`, "@@", `-${line}`, `+${line.replace(act.from, act.to)}`];
    }
    case "delete":
      return [`*** Delete File: ${act.path}`];
  }
}

function linesOf(text: string): readonly string[] {
  return text.replace(/\n$/, "").split("\n");
}

function program(): string {
  const vendor = join(packageFolder(`@openai/codex-${process.platform}-${process.arch}`), "vendor");
  const places = readdirSync(vendor).flatMap((triple) => [
    join(vendor, triple, "bin", "codex"),
    join(vendor, triple, "codex", "codex"),
  ]);
  const found = places.find((place) => existsSync(place));
  if (!found) throw new Error(`no codex program in ${vendor}`);
  return found;
}
