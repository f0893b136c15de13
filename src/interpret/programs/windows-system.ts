import type { Draft } from "../context.ts";
import { pathOf } from "../powershell/paths.ts";
import { NO_STREAM } from "../shell/value.ts";
import type { Invocation, Program } from "./program.ts";
import { orEmpty, textOf } from "./text-of.ts";
import { system } from "./windows-files.ts";
import { processTags, serviceTags } from "./windows-processes.ts";
import { registryDrafts } from "./windows-registry.ts";
import { line, readSwitches } from "./windows-switches.ts";

const STRONG =
  /^(?:administrators|domain admins|enterprise admins|schema admins|backup operators|remote desktop users|administratoren|administrateurs)$/i;

/** Windows programs that administer the machine. Microsoft's "Windows Commands" reference. */
export const WINDOWS_SYSTEM: readonly Program[] = [
  { names: ["reg"], style: "none", run: registry },
  { names: ["regedit"], style: "none", run: (run) => (readSwitches(run).on.has("s") && !readSwitches(run).on.has("e") ? emit(run, { kind: "system", action: "registry", object: textOf(run.args.at(-1)), tags: ["import"] }) : undefined) },
  { names: ["schtasks"], style: "none", run: tasks },
  { names: ["sc"], style: "none", run: services },
  { names: ["net", "net1"], style: "none", run: net },
  { names: ["netsh"], style: "none", run: netsh },
  { names: ["vssadmin"], style: "none", run: (run) => (/^(?:delete shadows|resize shadowstorage)/.test(line(run)) ? emit(run, { kind: "system", action: "snapshot-delete", object: "shadow copies" }) : undefined) },
  { names: ["wbadmin"], style: "none", run: (run) => (/^(?:delete|disable)/.test(line(run)) ? emit(run, { kind: "system", action: "snapshot-delete", object: line(run) }) : undefined) },
  { names: ["diskshadow"], style: "none", run: (run) => (/delete\s+shadows/.test(`${line(run)} ${orEmpty(run.stdin.text?.toLowerCase())}`) ? emit(run, { kind: "system", action: "snapshot-delete", object: "shadow copies" }) : undefined) },
  { names: ["bcdedit"], style: "none", run: (run) => (/[/-](?:set|delete|deletevalue|create|import|default|bootsequence|displayorder|store)\b/.test(line(run)) ? emit(run, { kind: "system", action: "boot", object: line(run) }) : undefined) },
  { names: ["bootrec", "bcdboot", "bootsect"], style: "none", run: (run) => (run.args.length > 0 && !/scanos/.test(line(run)) ? emit(run, { kind: "system", action: "boot", object: line(run) }) : undefined) },
  { names: ["wevtutil"], style: "none", acts: [{ sub: ["cl", "clear-log"], does: { kind: "system", action: "clear-logs", object: "" } }, { sub: ["sl", "set-log"], if: (run) => /\/e:false|\/enabled:false/.test(line(run)), does: { kind: "system", action: "security-off", object: "" } }] },
  { names: ["auditpol"], style: "none", run: (run) => (/\/(?:clear|remove)|\/(?:success|failure):disable/.test(line(run)) ? emit(run, { kind: "system", action: "security-off", object: "audit policy" }) : undefined) },
  { names: ["cmdkey", "vaultcmd"], style: "none", run: (run) => (/\/(?:list\b|listcreds)/.test(line(run)) ? emit(run, { kind: "system", action: "keychain", object: line(run) }) : undefined) },
  { names: ["procdump", "procdump64"], style: "none", run: (run) => (/lsass/.test(line(run)) ? emit(run, { kind: "system", action: "keychain", object: "lsass" }) : undefined) },
  { names: ["ntdsutil"], style: "none", run: (run) => (/ifm|ntds/.test(line(run)) ? emit(run, { kind: "system", action: "keychain", object: "ntds" }) : undefined) },
  { names: ["taskkill", "tskill"], style: "none", run: kill },
  { names: ["dsrm"], style: "none", run: (run) => system(run, "user-delete", run.args[0]) },
  { names: ["dsadd"], style: "none", run: (run) => system(run, "user-add", run.args[1]) },
  { names: ["powercfg", "tasklist", "systeminfo", "ipconfig", "ver", "gpresult", "gpupdate", "driverquery", "nltest", "quser", "qwinsta", "w32tm"], style: "none" },
  { names: ["setx"], style: "none", run: (run) => { const [name, value] = readSwitches(run).operands; return name !== undefined && value !== undefined && /^(?:path|comspec|pathext|psmodulepath|node_options|pythonpath|git_\w+)$/i.test(name.text) ? emit(run, { kind: "environment", name: name.text.toUpperCase(), value: value.text, action: "set" }) : undefined; } },
]; // biome-ignore format: one row a line

function emit(run: Invocation, draft: Draft): undefined {
  run.emit(draft);
}

/** `reg add KEY /v NAME /d DATA`, `reg delete KEY [/v NAME|/va]`, `reg save HKLM\SAM file`, `reg import file`. */
function registry(run: Invocation) {
  const switches = readSwitches(run, ["v", "d", "t", "s", "reg"]);
  const [verb, key, file] = switches.operands;
  const path = textOf(key);
  const [name, data] = [textOf(switches.value("v")), textOf(switches.value("d"))];
  switch (verb?.text.toLowerCase()) {
    case "add":
      for (const draft of registryDrafts(name === "" && data === "" ? "create" : "set", path, name, data))
        run.emit(draft);
      break;
    case "delete":
      for (const draft of registryDrafts("delete", path, name, data)) run.emit(draft);
      break;
    case "save":
    case "export":
      if (/^(?:hklm|hkey_local_machine)\\(?:sam|security|system)\b/i.test(path)) {
        const hive = path.split("\\")[1]?.toUpperCase() ?? "SAM";
        run.emit({
          kind: "read",
          target: pathOf(`C:\\Windows\\System32\\config\\${hive}`, run),
          recursive: false,
          how: "content",
        });
        if (/^(?:SAM|SECURITY)$/.test(hive)) run.emit({ kind: "system", action: "keychain", object: path });
      }
      if (file !== undefined) run.emit({ kind: "write", target: pathOf(file.text, run), how: "truncate" });
      break;
    case "import":
    case "restore":
    case "load":
      run.emit({ kind: "system", action: "registry", object: path, tags: ["import"] });
      break;
  }
  return NO_STREAM;
}

/** What a task runs is run, later. */
function tasks(run: Invocation) {
  const switches = readSwitches(run, [
    "tn",
    "tr",
    "sc",
    "st",
    "ru",
    "rp",
    "s",
    "u",
    "p",
    "rl",
    "mo",
    "d",
    "xml",
    "sd",
    "ed",
    "ri",
    "du",
  ]);
  const name = textOf(switches.value("tn"));
  const { on } = switches;
  if (on.has("create")) {
    run.emit({ kind: "persist", mechanism: "scheduled-task", object: name, remove: false });
    const program = switches.value("tr");
    if (program !== undefined)
      run.code("cmd", program.text, { source: "inline", span: program.span, changes: { tags: ["later"] } });
  } else if (on.has("change"))
    run.emit({ kind: "persist", mechanism: "scheduled-task", object: name, remove: on.has("disable") });
  else if (on.has("delete")) run.emit({ kind: "persist", mechanism: "scheduled-task", object: name, remove: true });
  return NO_STREAM;
}

function services(run: Invocation) {
  const words = run.args.filter((field) => !field.text.startsWith("\\\\")).map((field) => field.text);
  const [verb = "", name = ""] = words;
  switch (verb.toLowerCase()) {
    case "stop":
    case "pause":
      return emit(run, { kind: "system", action: "stop-service", object: name, tags: serviceTags(name) });
    case "delete":
      return emit(run, {
        kind: "system",
        action: "disable-service",
        object: name,
        tags: ["delete", ...serviceTags(name)],
      });
    case "config":
      if (/start=\s*disabled/.test(line(run)))
        emit(run, { kind: "system", action: "disable-service", object: name, tags: serviceTags(name) });
      else if (/binpath=/.test(line(run)))
        emit(run, { kind: "persist", mechanism: "service", object: name, remove: false });
      return undefined;
    case "create":
      return emit(run, { kind: "persist", mechanism: "service", object: name, remove: false });
    case "failure":
      return /command=/.test(line(run))
        ? emit(run, { kind: "persist", mechanism: "service", object: name, remove: false })
        : undefined;
    default:
      return undefined;
  }
}

/** `net user X * /add`, `net localgroup administrators X /add`, `net stop X`, `net use`, `net share`. */
function net(run: Invocation) {
  const { on, operands } = readSwitches(run);
  const [verb, object, third] = operands.map((field) => field.text);
  const name = orEmpty(object);
  switch (verb?.toLowerCase()) {
    case "user":
      if (on.has("add")) emit(run, { kind: "system", action: "user-add", object: name });
      else if (on.has("delete")) emit(run, { kind: "system", action: "user-delete", object: name });
      else if (third !== undefined) emit(run, { kind: "system", action: "password", object: name });
      else if (on.has("active")) emit(run, { kind: "system", action: "user-modify", object: name });
      return undefined;
    case "localgroup":
    case "group":
      if (on.has("add") && third !== undefined) {
        emit(run, { kind: "system", action: "user-modify", object: third });
        if (STRONG.test(name)) emit(run, { kind: "privilege", action: "group", object: name.toLowerCase() });
      } else if (on.has("delete"))
        emit(run, {
          kind: "system",
          action: third === undefined ? "user-delete" : "user-modify",
          object: third ?? name,
        });
      return undefined;
    case "stop":
      return emit(run, { kind: "system", action: "stop-service", object: name, tags: serviceTags(name) });
    case "use":
      return /^[a-z]:$|^\*$/i.test(name) && third !== undefined
        ? emit(run, { kind: "system", action: "mount", object: third })
        : undefined;
    case "share":
      return name.includes("=") ? emit(run, { kind: "network", action: "listen" }) : undefined;
    case "accounts":
      return on.size > 0 ? emit(run, { kind: "system", action: "user-modify", object: "accounts" }) : undefined;
    default:
      return undefined;
  }
}

function netsh(run: Invocation): undefined {
  const text = line(run);
  if (/advfirewall\s+set\s+\w+\s+state\s+off|firewall\s+set\s+opmode\s+(?:mode=)?disable/.test(text))
    emit(run, { kind: "system", action: "firewall-off", object: "all" });
  else if (
    /advfirewall\s+(?:reset|firewall\s+(?:add|delete|set))|firewall\s+(?:add|delete|set)|advfirewall\s+set/.test(text)
  )
    emit(run, { kind: "system", action: "firewall-change", object: text });
  else if (/portproxy\s+(?:add|set)/.test(text)) emit(run, { kind: "network", action: "tunnel" });
  else if (/wlan\s+show\s+profiles?.*key=clear/.test(text))
    emit(run, { kind: "system", action: "keychain", object: "wlan" });
  else if (/trace\s+start/.test(text)) emit(run, { kind: "network", action: "sniff" });
  else if (/add\s+helper/.test(text))
    emit(run, { kind: "persist", mechanism: "netsh-helper", object: text, remove: false });
}

function kill(run: Invocation) {
  const switches = readSwitches(run, ["im", "pid", "fi", "s", "u", "p"]);
  const targets = run.args.flatMap((field, at) =>
    /^[/-]{1,2}(?:im|pid)$/i.test(field.text) ? (run.args[at + 1] ?? []) : [],
  );
  for (const field of targets.length > 0 ? targets : switches.operands) {
    const all = field.text === "*";
    run.emit({
      kind: "stop-process",
      object: field.text,
      all,
      tags: processTags(field.text),
    });
  }
  return NO_STREAM;
}
