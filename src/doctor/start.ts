import type { Env } from "../../hooks/dialect.ts";
import type { StartForm } from "./agents.ts";
import type { HookEntry } from "./setup.ts";
import { programOf } from "./setup.ts";

export interface Start {
  readonly file: string;
  readonly args: readonly string[];
  readonly stdin: string;
}

/** How the client starts the entry's command; undefined where that is not known for the platform. */
export function startOf(
  form: StartForm,
  { command, handler }: HookEntry,
  payload: string,
  env: Env,
): Start | undefined {
  const { args } = handler;
  if (process.platform === "win32") {
    // Of the clients on Windows only these are known to need no shell.
    return form === "exec-or-sh" && Array.isArray(args)
      ? { file: command, args: args.map(String), stdin: payload }
      : undefined;
  }
  switch (form) {
    // Claude Code from 2.1.139: a list of arguments, an empty one too, means no shell.
    case "exec-or-sh":
      if (Array.isArray(args)) return { file: command, args: args.map(String), stdin: payload };
      return { file: "/bin/sh", args: ["-c", command], stdin: payload };
    // Codex: the user's login shell, whose start-up files can write to stdout or lose PATH.
    case "login-shell":
      return { file: env.SHELL || "/bin/sh", args: ["-lc", command], stdin: payload };
    // Cursor's older transport; the newer hands stdin through, which `sh -c` covers as well.
    case "heredoc": {
      const text = `${command} <<'CURSOR_HOOK_EOF'\n${payload}\nCURSOR_HOOK_EOF`;
      return { file: "/bin/sh", args: ["-c", text], stdin: "" };
    }
    case "bash":
      return { file: "bash", args: ["-c", command], stdin: payload };
    // Hermes: split like a shell would, started without one.
    case "words":
      return { file: programOf(command), args: command.trim().split(/\s+/).slice(1), stdin: payload };
  }
}
