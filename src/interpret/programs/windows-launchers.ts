import { hostTarget } from "../hosts.ts";
import { pathOf } from "../powershell/paths.ts";
import { CLEAN, type Field, NO_STREAM, opaqueStream } from "../shell/value.ts";
import { fromBase64 } from "./decoders.ts";
import type { Invocation, Program } from "./program.ts";
import { orEmpty, textOf } from "./text-of.ts";
import { line, readSwitches } from "./windows-switches.ts";

const URL = /https?:\/\/[^\s'"<>|)]+/i;

/** Windows programs that run or fetch something else: signed binaries that are used to run foreign code (ATT&CK T1218, T1105, T1197). */
export const WINDOWS_LAUNCHERS: readonly Program[] = [
  { names: ["mshta"], style: "none", run: (run) => script(run, "javascript") },
  { names: ["regsvr32", "odbcconf", "cmstp", "installutil", "regasm", "regsvcs", "presentationhost", "hh"], style: "none", run: (run) => script(run, "dll", true) },
  { names: ["rundll32"], style: "none", run: (run) => { if (/comsvcs(?:\.dll)?\S*[,\s]+(?:minidump|#24)/.test(line(run))) run.emit({ kind: "system", action: "keychain", object: "lsass" }); return script(run, "dll", true); } },
  { names: ["wscript", "cscript"], style: "none", run: (run) => script(run, "vbscript") },
  { names: ["msiexec"], style: "none", run: msiexec },
  { names: ["certutil"], style: "none", run: certutil },
  { names: ["bitsadmin"], style: "none", run: bitsadmin },
  { names: ["certreq", "desktopimgdownldr"], style: "none", run: (run) => { const url = URL.exec(run.args.map((field) => field.text).join(" "))?.[0]; if (url !== undefined) run.emit({ kind: "send", target: hostTarget(url), data: "file", files: [], method: "POST" }); return NO_STREAM; } },
  { names: ["wmic"], style: "none", run: wmic },
  { names: ["runas"], style: "none", run: runas },
  { names: ["psexec", "psexec64", "winrs", "paexec"], style: "none", run: elsewhere },
  { names: ["wsl"], style: "none", run: wsl },
  { names: ["conhost", "explorer"], style: "none" },
  { names: ["pcalua", "scriptrunner"], style: "none", run: (run) => { const at = run.args.findIndex((field) => /^-(?:a|appvscript)$/i.test(field.text)); return at < 0 ? undefined : run.command(run.args.slice(at + 1)); } },
]; // biome-ignore format: one row a line

/** Code that a host program takes from a place: an address, a scheme that holds the code itself, or a file. */
function script(run: Invocation, language: string, onlyRemote = false) {
  for (const field of run.args) {
    const url = URL.exec(field.text)?.[0];
    if (url !== undefined) {
      const host = hostTarget(url);
      run.emit({ kind: "fetch", target: host, method: "GET" });
      run.emit({ kind: "run-code", language, source: "remote", host, tags: ["proxy"] });
      return NO_STREAM;
    }
    const inline = /^(?:javascript|vbscript|about):/i.exec(field.text);
    if (inline !== null) {
      run.emit({
        kind: "run-code",
        language: "javascript",
        source: "inline",
        text: field.text.slice(inline[0].length),
        tags: ["proxy"],
      });
      return NO_STREAM;
    }
    if (/^\\\\/.test(field.text) || /scrobj\.dll/i.test(field.text))
      run.emit({ kind: "run-code", language, source: "remote", target: pathOf(field.text, run) });
  }
  if (onlyRemote) return NO_STREAM;
  const file = run.args.find((field) => /\.(?:hta|vbs|vbe|js|jse|wsf)$/i.test(field.text));
  if (file === undefined) return NO_STREAM;
  const target = pathOf(file.text, run);
  run.code(/\.jse?$/i.test(file.text) ? "javascript" : language, run.readFile(target)?.text, {
    source: "file",
    target,
    ...(run.readFile(target) === undefined ? {} : { stream: run.readFile(target) }),
  });
  return NO_STREAM;
}

function msiexec(run: Invocation) {
  const found = URL.exec(run.args.map((field) => field.text).join(" "))?.[0];
  const { on } = readSwitches(run);
  if (found !== undefined)
    run.emit({
      kind: "install",
      manager: "msi",
      source: "url",
      packages: [found],
      global: true,
      host: hostTarget(found),
    });
  else if (on.has("x") || on.has("uninstall"))
    run.emit({ kind: "system", action: "remove-package", object: textOf(run.args.at(-1)) });
  return NO_STREAM;
}

/** `certutil -urlcache -f URL FILE` fetches, `-decode IN OUT` and `-decodehex` turn text into bytes. */
function certutil(run: Invocation) {
  const { on, operands } = readSwitches(run);
  const url = operands.find((field) => URL.test(field.text));
  if ((on.has("urlcache") || on.has("verifyctl") || on.has("url")) && url !== undefined) {
    const host = hostTarget(url.text);
    run.emit({ kind: "fetch", target: host, method: "GET", tags: ["proxy"] });
    const out = operands[operands.indexOf(url) + 1];
    if (out !== undefined) wrote(run, out, { text: undefined, taint: { ...CLEAN, remote: host }, empty: false });
  } else if (on.has("decode") || on.has("decodehex") || on.has("encode")) {
    const [from, to] = operands;
    if (from === undefined || to === undefined) return NO_STREAM;
    const source = pathOf(from.text, run);
    run.emit({ kind: "read", target: source, recursive: false, how: "content" });
    const before = run.state.files.get(source.path);
    const taint = {
      ...(before?.taint ?? { ...CLEAN, files: [source] }),
      decoded: on.has("decode") || on.has("decodehex"),
    };
    const plain = before?.text?.replace(/-----[^-]*-----/g, "");
    wrote(run, to, {
      text: on.has("decode") && plain !== undefined ? fromBase64(plain) : undefined,
      taint,
      empty: false,
    });
  } else if (on.has("addstore"))
    run.emit({ kind: "system", action: "security-off", object: "certificate store", tags: ["trust-store"] });
  return NO_STREAM;
}

function wrote(
  run: Invocation,
  field: Field,
  content: { text: string | undefined; taint: typeof CLEAN; empty: boolean },
): void {
  const target = pathOf(field.text, run);
  run.emit({ kind: "write", target, how: "truncate" });
  run.state.files.set(target.path, content);
}

function bitsadmin(run: Invocation) {
  const { on, operands } = readSwitches(run, ["priority"]);
  const at = operands.findIndex((field) => URL.test(field.text));
  const url = operands[at];
  if (url === undefined) return NO_STREAM;
  const [host, file] = [hostTarget(url.text), operands[at + 1]];
  if (on.has("upload")) {
    const from = operands[at + 1];
    run.emit({
      kind: "send",
      target: host,
      data: "file",
      files: from === undefined ? [] : [pathOf(from.text, run)],
      method: "BITS",
    });
    return NO_STREAM;
  }
  run.emit({ kind: "fetch", target: host, method: "GET", tags: ["proxy"] });
  if (file !== undefined) wrote(run, file, { text: undefined, taint: { ...CLEAN, remote: host }, empty: false });
  return NO_STREAM;
}

function wmic(run: Invocation) {
  const text = line(run);
  if (/shadowcopy\b.*\bdelete/.test(text))
    run.emit({ kind: "system", action: "snapshot-delete", object: "shadow copies" });
  else if (/useraccount\b.*\bdelete/.test(text)) run.emit({ kind: "system", action: "user-delete", object: text });
  else if (/\bprocess\b.*\b(?:delete|terminate)\b/.test(text)) {
    const name = orEmpty(/name\s*(?:=|like)\s*["']?([^"'\s]+)/.exec(text)?.[1]);
    run.emit({ kind: "stop-process", object: name, all: name === "" || name === "%%" });
  } else if (/\bproduct\b.*\bcall\s+uninstall/.test(text))
    run.emit({ kind: "system", action: "remove-package", object: text });
  else if (/\bos\b.*\b(?:call\s+)?(?:reboot|shutdown|win32shutdown)/.test(text))
    run.emit({ kind: "system", action: "shutdown", object: "" });
  const at = run.args.findIndex(
    (field, index) => /^create$/i.test(field.text) && /^call$/i.test(textOf(run.args[index - 1])),
  );
  if (at < 0 || !/\bprocess\b/.test(text)) return NO_STREAM;
  const away = /\/node:(?!["']?(?:localhost|127\.0\.0\.1|\.)["']?\b)/.test(text);
  const command = run.args
    .slice(at + 1)
    .map((field) => field.text)
    .join(" ");
  return run.code("cmd", command, { source: "inline", changes: away ? { where: "remote" } : {} });
}

function runas(run: Invocation) {
  const user = textOf(readSwitches(run).value("user"));
  run.emit({ kind: "privilege", action: "become", object: user });
  const at = run.args.findIndex((field) => !/^\/{1,2}[a-z]/i.test(field.text));
  const command = at < 0 ? [] : run.args.slice(at);
  const [only] = command;
  if (only === undefined) return NO_STREAM;
  if (command.length === 1)
    return run.code("cmd", only.text, { source: "inline", span: only.span, changes: { elevated: true } });
  return run.command(command, { elevated: true });
}

/** `psexec \\host -s cmd /c …`, `winrs -r:host …`. */
function elsewhere(run: Invocation) {
  const valued = /^-(?:u|p|w|n|r|a|i|c|rfile)$/i;
  let host = "";
  let at = 0;
  for (; at < run.args.length; at++) {
    const text = textOf(run.args[at]);
    if (text.startsWith("\\\\")) host = text.slice(2);
    else if (/^[-/]r:/i.test(text)) host = text.slice(3);
    else if (valued.test(text)) at += /^-(?:i|c)$/i.test(text) ? 0 : 1;
    else if (!/^[-/]/.test(text)) break;
  }
  if (host !== "") run.emit({ kind: "network", action: "connect", target: hostTarget(host) });
  const system = run.args.slice(0, at).some((field) => /^-(?:s|h)$/i.test(field.text));
  if (system) run.emit({ kind: "privilege", action: "become", object: "system" });
  const rest = run.args.slice(at);
  return rest.length === 0
    ? opaqueStream()
    : run.command(rest, { ...(host === "" ? {} : { where: "remote" }), ...(system ? { elevated: true } : {}) });
}

/** `wsl [-d X] [-u X] [-e|--] command`; `wsl --unregister X` deletes the whole distribution. */
function wsl(run: Invocation) {
  const { args } = run;
  let at = 0;
  for (; at < args.length; at++) {
    const text = textOf(args[at]);
    if (/^--unregister$/i.test(text)) {
      run.emit({ kind: "system", action: "volume-delete", object: textOf(args[at + 1]) });
      return NO_STREAM;
    }
    if (/^(?:-d|--distribution|-u|--user|--cd|--shell-type)$/.test(text)) at++;
    else if (text === "--" || text === "-e" || text === "--exec") {
      at++;
      break;
    } else if (!text.startsWith("-")) break;
  }
  const root = args.some((field, index) => /^(?:-u|--user)$/.test(field.text) && args[index + 1]?.text === "root");
  return at >= args.length ? NO_STREAM : run.command(args.slice(at), root ? { elevated: true } : {});
}
