import type { Invocation } from "./program.ts";
import { orEmpty } from "./text-of.ts";

/** What is typed into other terminals or recorded in them: tmux(1), screen(1), script(1). */

export function runTmux(run: Invocation) {
  const [sub, ...rest] = run.operands.map((field) => field.text);
  if (sub === "send-keys" || sub === "send") {
    const keys: string[] = [];
    for (let i = 0; i < rest.length; i++) {
      if (rest[i] === "-t" || rest[i] === "-N") i++;
      else if (
        !rest[i]?.startsWith("-") &&
        !/^(?:Enter|C-m|C-j|KPEnter|Escape|Space|Tab|C-[a-z])$/.test(orEmpty(rest[i]))
      )
        keys.push(orEmpty(rest[i]));
    }
    return keys.length === 0 ? undefined : run.shell(keys.join(" "), { source: "inline" });
  }
  if (
    sub !== undefined &&
    /^(?:new|new-session|neww|new-window|split-window|splitw|respawn-pane|respawnp|respawn-window|run|run-shell|if-shell|if|display-popup|popup|pipe-pane)$/.test(
      sub,
    )
  ) {
    const command: string[] = [];
    for (let i = 0; i < rest.length; i++) {
      const text = orEmpty(rest[i]);
      if (/^-[cefFnstxylb]$/.test(text) && !(sub.startsWith("run") && text === "-b")) i++;
      else if (!text.startsWith("-")) command.push(text);
    }
    return command.length === 0 ? undefined : run.shell(command.join(" "), { source: "inline" });
  }
  return undefined;
}

export function runScreen(run: Invocation) {
  const texts = run.operands.map((field) => field.text);
  if (run.has("X")) {
    if (texts[0] === "stuff")
      return run.shell(
        texts
          .slice(1)
          .join(" ")
          .replace(/\\n|\\r|\^M/g, "\n"),
        { source: "inline" },
      );
    if (texts[0] === "exec" || texts[0] === "screen") return run.shell(texts.slice(1).join(" "), { source: "inline" });
    return undefined;
  }
  return texts.length === 0 ? undefined : run.command(run.operands, { external: true });
}

export function runScriptRecorder(run: Invocation) {
  const code = run.value("c");
  if (code !== undefined) return run.shell(code.text, { source: "inline", span: code.span });
  // BSD: script [-q] file command …
  return run.operands.length > 1 ? run.command(run.operands.slice(1), { external: true }) : undefined;
}
