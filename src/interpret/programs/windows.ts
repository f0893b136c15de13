import { DYNAMIC } from "../../model/effect.ts";
import { CLEAN, type Field, opaqueStream, type Stream, textStream } from "../shell/value.ts";
import type { Invocation, Program } from "./program.ts";
import { orEmpty, textOf } from "./text-of.ts";
import { WINDOWS_FILES } from "./windows-files.ts";
import { WINDOWS_LAUNCHERS } from "./windows-launchers.ts";
import { WINDOWS_SYSTEM } from "./windows-system.ts";

/** Parameters of powershell.exe and pwsh that take a value (about_PowerShell_exe, about_Pwsh); any unambiguous beginning will do. */
const VALUED = [
  "command",
  "file",
  "encodedcommand",
  "executionpolicy",
  "windowstyle",
  "version",
  "configurationname",
  "configurationfile",
  "workingdirectory",
  "inputformat",
  "outputformat",
  "psconsolefile",
  "custompipename",
  "settingsfile",
  "encodedarguments",
];
const ALIASES: Readonly<Record<string, string>> = {
  __proto__: null as never,
  c: "command", f: "file", e: "encodedcommand", ec: "encodedcommand", ep: "executionpolicy", ex: "executionpolicy", w: "windowstyle", wd: "workingdirectory", wo: "workingdirectory", v: "version", ea: "encodedarguments", o: "outputformat", i: "interactive", in: "inputformat", if: "inputformat", of: "outputformat", l: "login", s: "sta", m: "mta",
}; // biome-ignore format: one table
/** Cmdlets whose names stand alone often enough in a line that is handed to another shell; their text is read as PowerShell. */
const CMDLETS =
  "Remove-Item Clear-Content Clear-Item Set-Content Add-Content Out-File Copy-Item Move-Item Rename-Item New-Item Get-Content Get-ChildItem Invoke-Expression Invoke-WebRequest Invoke-RestMethod Invoke-Command Start-Process Start-BitsTransfer Stop-Process Stop-Service Set-Service Remove-Service New-Service Format-Volume Clear-Disk Initialize-Disk Remove-Partition Stop-Computer Restart-Computer Set-ExecutionPolicy Set-MpPreference Add-MpPreference Set-NetFirewallProfile New-LocalUser Remove-LocalUser Add-LocalGroupMember Register-ScheduledTask Unregister-ScheduledTask New-ItemProperty Set-ItemProperty Remove-ItemProperty Clear-EventLog Clear-RecycleBin Invoke-CimMethod Invoke-WmiMethod New-Object Set-Acl Remove-ADUser Remove-ADObject Disable-ComputerRestore Remove-VM irm iwr";

/** Windows' shells, and its commands where another shell meets them. */
export const WINDOWS: readonly Program[] = [
  { names: ["powershell", "pwsh", "powershell_ise", "pwsh-preview"], style: "none", run: powershell },
  { names: ["cmd"], style: "none", run: cmd },
  ...["del", "erase", "rd"].map(
    (name): Program => ({ names: [name], style: "none", run: (run) => verbatim(run, "cmd") }),
  ),
  ...CMDLETS.split(" ").map(
    (name): Program => ({
      names: [...new Set([name, name.toLowerCase()])],
      style: "none",
      run: (run) => verbatim(run, "powershell"),
    }),
  ),
  ...WINDOWS_FILES,
  ...WINDOWS_SYSTEM,
  ...WINDOWS_LAUNCHERS,
];

/** A command of another shell, read from the text as it was written: that shell's quotes and back-slashes differ. */
function verbatim(run: Invocation, language: string): Stream | undefined {
  const { start, end } = run.span;
  const written = run.context.text.slice(start, end);
  const exact = written.length < 10_000 && written.toLowerCase().startsWith(run.name.toLowerCase());
  const text = exact ? written : [run.name, ...run.args.map((field) => quoted(field))].join(" ");
  return run.code(language, text, {
    source: "inline",
    span: run.span,
    ...(run.stdin.empty ? {} : { stream: run.stdin }),
  });
}

function quoted(field: Field): string {
  return /[\s;|&(){}]/.test(field.text) ? `"${field.text.replaceAll('"', "'")}"` : field.text;
}

function powershell(run: Invocation): Stream | undefined {
  const { args } = run;
  let tags: readonly string[] = [];
  for (let i = 0; i < args.length; i++) {
    const field = args[i] as Field;
    const found = /^(?:--?|\/|[\u2013-\u2015])([a-z]+)(?::(.*))?$/is.exec(field.text);
    if (found === null) {
      if (field.text === "-") return fromInput(run);
      // Without a name the rest is a command for powershell.exe, and a file for pwsh.
      const isFile =
        /\.ps1$/i.test(field.text) || (/^pwsh/i.test(run.name) && args.length === 1 && !/[\s;|]/.test(field.text));
      return isFile ? file(run, field, args.slice(i + 1)) : code(run, args.slice(i), tags);
    }
    const name = parameter(orEmpty(found[1]).toLowerCase());
    const next = found[2] === undefined ? args[i + 1] : { ...field, text: found[2] };
    if (!VALUED.includes(name)) continue;
    if (name === "command")
      return next?.text === "-"
        ? fromInput(run)
        : code(run, found[2] === undefined ? args.slice(i + 1) : [next as Field, ...args.slice(i + 1)], tags);
    if (name === "file")
      return next === undefined || next.text === "-" ? fromInput(run) : file(run, next, args.slice(i + 2));
    if (name === "encodedcommand") return encoded(run, next);
    if (name === "windowstyle" && /^h/i.test(textOf(next))) tags = ["hidden"];
    if (found[2] === undefined) i++;
  }
  return fromInput(run);
}

function parameter(name: string): string {
  return ALIASES[name] ?? VALUED.find((full) => full.startsWith(name)) ?? name;
}

function code(run: Invocation, words: readonly Field[], tags: readonly string[]): Stream | undefined {
  const text = words.map((field) => field.text).join(" ");
  if (text.trim() === "") return undefined;
  const taint = words[0]?.taint ?? CLEAN;
  const opaque = text.replaceAll(DYNAMIC, "").trim() === "";
  return run.code("powershell", opaque ? undefined : text, {
    source: opaque ? "variable" : "inline",
    span: words.length === 1 ? (words[0]?.span ?? run.span) : run.span,
    stream: { text, taint, empty: false },
    ...(tags.length === 0 ? {} : { changes: { tags } }),
  });
}

function encoded(run: Invocation, field: Field | undefined): Stream | undefined {
  const text = orEmpty(field?.text.replace(/\s+/g, ""));
  const known = /^[A-Za-z0-9+/]+={0,2}$/.test(text) ? Buffer.from(text, "base64").toString("utf16le") : undefined;
  return run.code("powershell", known, {
    source: "decoded",
    span: field?.span ?? run.span,
    stream:
      known === undefined ? opaqueStream({ ...CLEAN, decoded: true }) : textStream(known, { ...CLEAN, decoded: true }),
  });
}

function fromInput(run: Invocation): Stream | undefined {
  if (run.stdin.empty) return undefined;
  return run.code("powershell", run.stdin.text, { source: "stdin", stream: run.stdin });
}

function file(run: Invocation, field: Field, args: readonly Field[]): Stream | undefined {
  const target = run.path({ ...field, text: field.text.replaceAll("\\", "/") });
  const stream = run.readFile(target);
  if (stream === undefined) {
    run.emit({ kind: "unknown", reason: "unreadable-script", detail: field.text, certainty: "unknown" });
    return undefined;
  }
  return run.code("powershell", stream.text, {
    source: "file",
    stream,
    target,
    positional: args.map((arg) => arg.text),
  });
}

/** `cmd /s /c "…"`; what follows /c or /k is one text. */
function cmd(run: Invocation): Stream | undefined {
  for (const [index, field] of run.args.entries()) {
    const found = /^\/{1,2}([a-z?])(.*)$/is.exec(field.text);
    if (found === null) return undefined;
    if (!/[ckr]/i.test(orEmpty(found[1]))) continue;
    const rest = run.args.slice(index + 1);
    const only = rest.length === 1 && found[2] === "" ? rest[0] : undefined;
    const text =
      only?.text ??
      [orEmpty(found[2]), ...rest.map((arg) => (/\s/.test(arg.text) ? `"${arg.text}"` : arg.text))].join(" ").trim();
    if (text === "") return undefined;
    const taint = rest[0]?.taint ?? CLEAN;
    return run.code("cmd", text === DYNAMIC ? undefined : text, {
      source: text === DYNAMIC ? "variable" : "inline",
      span: only?.span ?? run.span,
      stream: { text, taint, empty: false },
    });
  }
  if (run.stdin.empty) return undefined;
  return run.code("cmd", run.stdin.text, { source: "stdin", stream: run.stdin });
}
