import { DYNAMIC } from "../../model/effect.ts";
import type { Draft } from "../context.ts";
import { CLEAN, type Field, opaqueStream, type Stream } from "../shell/value.ts";
import type { CommandChanges, Invocation } from "./program.ts";
import { textOf } from "./text-of.ts";

/** Another user, another environment, a lock around a command: su(1), env(1), flock(1). */

export function becomesShell(run: Invocation): boolean {
  return (
    run.has("s", "i") ||
    (run.operands.length === 1 && /^(?:.*\/)?(?:ba|z|da|k|fi)?sh$|^su$|^-s$/.test(textOf(run.operands[0])))
  );
}

/** A shell of another user takes its commands from the input, where there is one. */
export function fed(run: Invocation, changes: CommandChanges): Stream | undefined {
  return run.stdin.empty
    ? undefined
    : run.shell(run.stdin.text ?? DYNAMIC, { source: "stdin", stream: run.stdin, changes });
}

export function rootShell(run: Invocation): Draft {
  // With -S the input begins with the password; a shell that is named takes the input itself.
  if (run.operands.length === 0 && !run.has("S")) fed(run, { elevated: true });
  return { kind: "privilege", action: "shell", object: "root" };
}

/** capsh(1): `--` hands the rest to bash. */
export function runCapsh(run: Invocation): Stream | undefined {
  const [first] = run.args;
  const { endOfOptions } = run.parsed;
  if (first === undefined || endOfOptions < 0) return undefined;
  return run.command([{ ...first, text: "bash" }, ...run.args.slice(endOfOptions + 1)], { external: true });
}

export function switchUser(run: Invocation) {
  const code = run.value("c");
  // `su - name`: the dash asks for a login shell.
  const operands = run.operands.filter((field) => field.text !== "-");
  const user = run.value("u")?.text ?? operands[0]?.text ?? "root";
  if (code !== undefined)
    return run.shell(code.text, { source: "inline", span: code.span, changes: { elevated: true } });
  const rest = operands.slice(run.value("u") === undefined ? 1 : 0);
  if (rest.length > 0) return run.command(rest, { elevated: true, external: true });
  run.emit({ kind: "privilege", action: "shell", object: user });
  return fed(run, { elevated: true });
}

export function runEnv(run: Invocation) {
  const split = run.value("S");
  if (split !== undefined) {
    const rest = run.operands.map((field) => quote(field.text)).join(" ");
    return run.shell(`${split.text} ${rest}`, { source: "inline", span: split.span });
  }
  const at = run.operands.findIndex((field) => !/^[A-Za-z_][\w.]*=/.test(field.text));
  const assignments = run.operands.slice(0, at < 0 ? undefined : at);
  if (at < 0) return showEnvironment(run, []);
  const directory = run.value("C");
  const chdir = directory === undefined ? {} : { cwd: run.path(directory).path };
  const variables = assignments.length === 0 ? {} : { variables: assignments };
  return run.command(run.operands.slice(at), { external: true, ...chdir, ...variables });
}

export function showEnvironment(run: Invocation, names: readonly Field[]): Stream {
  const secret =
    names.length === 0 || names.some((field) => /secret|token|passw|key|credential|auth/i.test(field.text));
  if (secret) run.emit({ kind: "environment", name: names[0]?.text ?? "*", value: "", action: "show" });
  return opaqueStream({ ...CLEAN, environment: secret });
}

export function runFlock(run: Invocation) {
  const code = run.value("c");
  if (code !== undefined) return run.shell(code.text, { source: "inline", span: code.span });
  const rest = run.operands.slice(1);
  if (rest[0]?.text === "-c" && rest[1] !== undefined)
    return run.shell(rest[1].text, { source: "inline", span: rest[1].span });
  return rest.length === 0 ? undefined : run.command(rest, { external: true });
}

export function joinedShell(run: Invocation, fields: readonly Field[]) {
  return fields.length === 0 ? undefined : run.shell(fields.map((field) => field.text).join(" "), { source: "inline" });
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
