import { type Field, opaqueStream, type Stream } from "../shell/value.ts";
import { offerFolder } from "./network-tunnels.ts";
import type { Invocation } from "./program.ts";
import { findProgram } from "./registry.ts";
import { orEmpty } from "./text-of.ts";

/** Modules that are programs under another name (Python's library reference, "Modules command-line interface"). */
const AS_PROGRAM: Readonly<Record<string, string>> = {
  pip: "pip", pip3: "pip", pipx: "pipx", uv: "uv", poetry: "poetry", virtualenv: "virtualenv", twine: "twine", awscli: "aws", ansible: "ansible", django: "django-admin",
}; // biome-ignore format: one table

/** `python -m MODULE ARGS`. What follows the module is the module's own. */
export function runModule(run: Invocation, module: Field, args: readonly Field[]): Stream | undefined {
  const name = module.text.replace(/\.__main__$/, "");
  const own = MODULES[name];
  if (own !== undefined) return own(run, args);
  const program = AS_PROGRAM[name] ?? (name.includes(".") ? undefined : name);
  if (program !== undefined && findProgram(program) !== undefined)
    return run.command([{ ...module, text: program }, ...args], { external: true });
  return undefined;
}

const MODULES: Readonly<Record<string, (run: Invocation, args: readonly Field[]) => Stream | undefined>> = {
  "http.server": serve,
  SimpleHTTPServer: serve,
  pyftpdlib: serve,
  smtpd: serve,
  "json.tool": (run, args) => {
    const [file, out] = args.filter((arg) => !arg.text.startsWith("-"));
    if (file !== undefined) run.emit({ kind: "read", target: run.path(file), recursive: false, how: "content" });
    if (out !== undefined) run.emit({ kind: "write", target: run.path(out), how: "truncate" });
    return file === undefined ? { ...run.stdin, text: undefined, empty: false } : undefined;
  },
  base64: (run, args) => {
    if (!args.some((arg) => arg.text === "-d" || arg.text === "-u")) return opaqueStream(run.stdin.taint);
    return run.command([
      { ...(args[0] as Field), text: "base64" },
      { ...(args[0] as Field), text: "-d" },
    ]);
  },
  venv: (run, args) => {
    for (const folder of args.filter((arg) => !arg.text.startsWith("-"))) {
      const target = run.path(folder);
      if (args.some((arg) => arg.text === "--clear"))
        run.emit({ kind: "delete", target, recursive: true, how: "empty" });
      run.emit({ kind: "write", target, how: "mkdir" });
    }
    return undefined;
  },
  zipfile: packed,
  tarfile: packed,
};

function serve(run: Invocation, args: readonly Field[]): undefined {
  const bind = args.findIndex((arg) => /^(?:-b|--bind)$/.test(arg.text));
  const host = orEmpty(
    bind < 0 ? args.find((arg) => arg.text.startsWith("--bind="))?.text.slice(7) : args[bind + 1]?.text,
  );
  const local = /^(?:127\.|localhost$|::1$)/.test(host);
  run.emit({ kind: "network", action: "listen", tags: [local ? "loopback" : "all-interfaces"] });
  const directory = args.findIndex((arg) => /^(?:-d|--directory)$/.test(arg.text));
  if (!local) offerFolder(run, directory < 0 ? undefined : args[directory + 1]);
  return undefined;
}

/** `-c archive files…` packs, `-e archive folder` unpacks. */
function packed(run: Invocation, args: readonly Field[]): undefined {
  const [flag, archive, ...rest] = args;
  if (archive === undefined || flag === undefined) return undefined;
  if (/^(?:-c|--create)$/.test(flag.text)) {
    run.emit({ kind: "write", target: run.path(archive), how: "truncate" });
    for (const file of rest) run.emit({ kind: "read", target: run.path(file), recursive: true, how: "content" });
  } else {
    run.emit({ kind: "read", target: run.path(archive), recursive: false, how: "content" });
    for (const folder of rest) run.emit({ kind: "write", target: run.path(folder), how: "mkdir" });
  }
  return undefined;
}
