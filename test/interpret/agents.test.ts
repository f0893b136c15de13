import { expect, test } from "vitest";
import { linesOf } from "./lines.ts";

const TABLE: readonly (readonly [command: string, ...expected: string[]])[] = [
  ["claude -p 'explain'", "agent claude"],
  ["claude --version"],
  ["claude mcp list"],
  ["claude --model opus --dangerously-skip-permissions", "agent claude unguarded"],
  ["claude --permission-mode plan", "agent claude"],
  ["claude --permission-mode=bypassPermissions", "agent claude unguarded"],
  ["claude --bare -p x", "agent claude unguarded [hooks-off]"],
  ["claude --settings ./s.json -p x", "agent claude"],
  ["claude --settings '{\"disableAllHooks\":true}' -p x", "agent claude unguarded [hooks-off]"],
  ["claude mcp add -s user x -- npx y", "write modify /home/dev/.claude.json [agent-command]"],
  ["claude config set theme dark", "write modify /home/dev/.claude/settings.json [agent-command]"],
  ["codex exec -s read-only x", "agent codex"],
  ["codex exec -s danger-full-access x", "agent codex unguarded"],
  ["codex --yolo", "agent codex unguarded"],
  ["codex -c features.hooks=false exec x", "agent codex unguarded [hooks-off]"],
  ["codex -c model=x exec y", "agent codex"],
  ["codex login"],
  ["codex features disable hooks", "write modify /home/dev/.codex/config.toml [agent-command]"],
  ["cursor-agent -pf x", "agent cursor-agent unguarded"],
  ["gemini -p hi", "agent gemini"],
  ["gemini --approval-mode yolo -p hi", "agent gemini unguarded"],
  ["qwen -y", "agent qwen unguarded"],
  ["copilot -p x --allow-all-tools", "agent copilot unguarded"],
  ["copilot app delete"],
  ["droid exec --auto low x", "agent droid"],
  ["droid exec --auto high x", "agent droid unguarded"],
  ["opencode --pure run x", "agent opencode unguarded [hooks-off]"],
  ["npx -y claude --dangerously-skip-permissions", "agent claude unguarded"],
  ["echo claude --dangerously-skip-permissions"],
  ["clampd-guard status"],
  ["clampd-guard explain 'clampd-guard uninstall'"],
  ["clampd-guard rules list"],
  ["clampd-guard config show"],
  ["clampd-guard install --dry-run"],
  ["clampd-guard install --mode observe", "guard install [mode-observe]"],
  ["clampd-guard config set mode off", "guard config-set"],
  ["clampd-guard --json approve AB", "guard approve"],
  ["/opt/clampd/bin/clampd-guard uninstall", "guard uninstall"],
  ["CLAMPD_MODE=off ls", "set CLAMPD_MODE=off"],
  ["HOME=/tmp claude -p x", "set HOME=/tmp", "agent claude"],
];

test.each(TABLE)("%s", (command, ...expected) => {
  expect(linesOf(command)).toEqual(expected);
});
