/**
 * A client as small as can be: asks the model at ANTHROPIC_BASE_URL, runs the shell calls that it wants, and before each
 * the PreToolUse hooks of ~/.claude/settings.json, by the rules that Claude Code states for them (exit 2 stops).
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

interface Settings {
  readonly disableAllHooks?: boolean;
  readonly hooks?: { readonly PreToolUse?: readonly { readonly hooks: readonly { readonly command: string }[] }[] };
}

interface Block {
  readonly type: string;
  readonly id: string;
  readonly input: { readonly command: string };
}

const home = process.env.HOME ?? "/";
const messages: object[] = [{ role: "user", content: "Please do the scripted work." }];

if (process.argv.includes("--version")) console.log("9.8.7 (stand-in)");
else await converse();

async function converse(): Promise<void> {
  for (;;) {
    const answer = await fetch(`${process.env.ANTHROPIC_BASE_URL}/v1/messages`, {
      method: "POST",
      body: JSON.stringify({ model: "stand-in", messages, tools: [{ name: "Bash" }] }),
    });
    const { content } = (await answer.json()) as { readonly content: readonly Block[] };
    messages.push({ role: "assistant", content });
    const call = content.find(({ type }) => type === "tool_use");
    if (call === undefined) return;
    const told = stoppedBy(call) ?? spawnSync("/bin/sh", ["-c", call.input.command], { encoding: "utf8" }).stdout;
    messages.push({ role: "user", content: [{ type: "tool_result", tool_use_id: call.id, content: told }] });
  }
}

/** The reason of the first hook that says no. */
function stoppedBy({ id, input }: Block): string | undefined {
  const settings = JSON.parse(readFileSync(join(home, ".claude", "settings.json"), "utf8")) as Settings;
  if (settings.disableAllHooks === true) return undefined;
  const payload = { session_id: "stand-in", cwd: process.cwd(), hook_event_name: "PreToolUse", tool_use_id: id };
  for (const { command } of (settings.hooks?.PreToolUse ?? []).flatMap(({ hooks }) => hooks)) {
    const text = JSON.stringify({ ...payload, tool_name: "Bash", tool_input: input });
    const { status, stderr, stdout } = spawnSync(command, { input: text, encoding: "utf8" });
    if (status === 2) return stdout || stderr;
  }
  return undefined;
}
