import { DYNAMIC } from "../../model/effect.ts";
import { hostTarget } from "../hosts.ts";
import type { Taint } from "../shell/value.ts";
import { noteCode } from "./evaluate.ts";
import { runExternal } from "./external.ts";
import type { MemberCall } from "./members.ts";
import { pathOf } from "./paths.ts";
import { note, type Session } from "./session.ts";
import { runBlock, runText } from "./statements.ts";
import { dynamic, each, fromStream, known, NOTHING, type Value } from "./value.ts";
import { environmentVariable, tempOf } from "./variables.ts";

/** What methods of System.IO.File, Directory and their information objects do to their arguments. */
const FILE_METHODS: Readonly<Record<string, readonly (readonly [index: number, use: string])[]>> = {
  delete: [[0, "delete"]], writealltext: [[0, "write"]], writeallbytes: [[0, "write"]], writealllines: [[0, "write"]], appendalltext: [[0, "append"]], appendalllines: [[0, "append"]], create: [[0, "write"]],
  createtext: [[0, "write"]], openwrite: [[0, "write"]], readalltext: [[0, "read"]], readallbytes: [[0, "read"]], readalllines: [[0, "read"]], readlines: [[0, "read"]], openread: [[0, "read"]], opentext: [[0, "read"]],
  copy: [[0, "read"], [1, "write"]], move: [[0, "away"], [1, "write"]], replace: [[0, "away"], [1, "write"]], createdirectory: [[0, "mkdir"]], setattributes: [[0, "modify"]], encrypt: [[0, "modify"]], createsymboliclink: [[0, "link"]],
}; // biome-ignore format: one table

type At = MemberCall["at"];

/** Methods that reach outside the script: files, network, processes, code. undefined where the method does none of it. */
export function objectMethod(
  call: MemberCall,
  args: readonly Value[],
  taint: Taint,
  session: Session,
): Value | undefined {
  const { of, name, at } = call;
  const type = of.type ?? "";
  const [first, second] = args;
  const subject = first ?? NOTHING;
  if (call.isStatic && name === "new") return newObject(type, args, taint, session, at);
  if (/^io\.(?:file|directory|fileinfo|directoryinfo)$/.test(type) && Object.hasOwn(FILE_METHODS, name)) {
    const all = of.isType ? args : [of, ...args];
    return useFiles(all, name, name === "delete" && second?.text.toLowerCase() === "true", session, at);
  }
  if (type === "shadow-copy" && name === "delete") {
    note(session, { kind: "system", action: "snapshot-delete", object: "shadow copies" }, "powershell", at);
    return dynamic();
  }
  if (of.file && name === "delete") return useFiles([of], "delete", first?.text.toLowerCase() === "true", session, at);
  if (
    /^(?:download(?:string|data|file|stringasync|stringtaskasync|filetaskasync|fileasync)|get(?:stringasync|async|bytearrayasync|streamasync))$/.test(
      name,
    )
  )
    return download(call, args, session);
  if (name === "openread" && /webclient/.test(type)) return download(call, args, session);
  if (/^(?:upload(?:string|data|file|values|stringasync|fileasync)|post(?:async)|putasync|openwrite)$/.test(name)) {
    upload(name, args, session, at);
    return dynamic();
  }
  if (name === "open" && second !== undefined && /^https?:/i.test(second.text)) {
    note(
      session,
      { kind: "fetch", target: hostTarget(second.text), method: subject.text.toUpperCase() },
      "powershell",
      at,
    );
    return NOTHING;
  }
  switch (name) {
    case "frombase64string":
    case "frombase64chararray":
      return fromBase64(subject, taint);
    case "getstring":
      return decodeBytes(of.text, subject, taint);
    case "getbytes":
      return { ...known(subject.text, taint), bytes: encode(of.text, subject.text) };
    case "tobase64string":
      return first?.bytes === undefined
        ? dynamic(taint)
        : known(Buffer.from(first.bytes, "latin1").toString("base64"), taint);
    case "invoke":
    case "invokereturnasis":
    case "invokewithcontext":
      if (of.block !== undefined) return runBlock(of.block, session, { args });
      return of.type === "scriptblock-text" ? runText(of, session, "Invoke", at) : undefined;
    case "invokescript":
    case "invokeexpression":
      return runText(args.at(-1) ?? NOTHING, session, "Invoke-Expression", at);
    case "newscriptblock":
      return first;
    case "create":
      return type.endsWith("scriptblock") ? { ...subject, type: "scriptblock-text" } : undefined;
    case "addscript":
    case "addcommand":
      return runText(subject, session, "powershell", at);
    case "load":
    case "loadfile":
    case "loadfrom":
      if (/assembly$/.test(type)) {
        noteCode({ ...dynamic(taint), text: DYNAMIC }, session, "powershell", at);
        return dynamic(taint);
      }
      return undefined;
    case "start":
      if (!/process$/.test(type) || first === undefined) return undefined;
      return runExternal(first, [...(second === undefined ? [] : splitLine(second))], session, at);
    case "run":
    case "exec":
    case "shellexecute":
      // WScript.Shell and Shell.Application: a command line as one text.
      if (first === undefined || type !== "comobject") return undefined;
      return runExternal(first, second === undefined || name === "run" ? [] : splitLine(second), session, at, true);
    case "kill":
      note(session, { kind: "stop-process", object: DYNAMIC, all: false, certainty: "dynamic" }, "powershell", at);
      return NOTHING;
    case "getenvironmentvariable":
      return known(environmentVariable(subject.text, session) ?? DYNAMIC, taint);
    case "getfolderpath":
      return known(environmentVariable(/appdata/i.test(subject.text) ? "appdata" : "userprofile", session) ?? DYNAMIC);
    case "gettemppath":
      return tempOf(session);
    case "setenvironmentvariable":
      if (first !== undefined && second !== undefined) session.variables.set(`env:${first.text.toLowerCase()}`, second);
      return NOTHING;
    default:
      return undefined;
  }
}

/** `New-Object` and `::new()`: objects that tie a socket, or carry what they were made of. */
export function newObject(
  type: string,
  args: readonly Value[],
  taint: Taint,
  session: Session,
  at: { start: number; end: number },
): Value {
  const plain = type.toLowerCase().replace(/^system\./, "");
  const [host, port] = args.flatMap(each);
  if (/^net\.sockets\.(?:tcpclient|udpclient|socket)$/.test(plain) && host !== undefined && port !== undefined) {
    const shell = /getstream|\biex\b|invoke-expression|cmd(?:\.exe)?|\/bin\/|powershell/i.test(session.frame.source);
    note(
      session,
      { kind: "network", action: shell ? "reverse-shell" : "connect", target: hostTarget(`${host.text}:${port.text}`) },
      "powershell",
      at,
    );
  } else if (plain === "net.sockets.tcplistener" || plain === "net.httplistener") {
    const shell = /\biex\b|invoke-expression/i.test(session.frame.source);
    note(session, { kind: "network", action: shell ? "bind-shell" : "listen" }, "powershell", at);
  }
  const first = args[0];
  if (/^io\.(?:fileinfo|directoryinfo)$/.test(plain) && first !== undefined)
    return { ...first, type: plain, file: true };
  return { ...dynamic(taint), type: plain };
}

function useFiles(args: readonly Value[], name: string, recursive: boolean, session: Session, at: At): Value {
  let read: Value = NOTHING;
  for (const [index, use] of FILE_METHODS[name] ?? []) {
    const value = args[index];
    if (value === undefined) continue;
    const target = pathOf(value.text, session, use === "delete" || use === "away");
    if (use === "delete") note(session, { kind: "delete", target, recursive, how: "remove" }, "powershell", at);
    else if (use === "away")
      note(session, { kind: "delete", target, recursive: false, how: "move-away" }, "powershell", at);
    else if (use === "read") {
      note(session, { kind: "read", target, recursive: false, how: "content" }, "powershell", at);
      const { taint } = value;
      const written = session.state.files.get(target.path);
      read = written === undefined ? dynamic({ ...taint, files: [...taint.files, target] }) : fromStream(written);
    } else {
      const how = use === "append" || use === "modify" || use === "mkdir" || use === "link" ? use : "truncate";
      const content = name.startsWith("write") || name.startsWith("append") ? args[1] : undefined;
      const text = content?.text;
      note(session, { kind: "write", target, how, ...(text === undefined ? {} : { content: text }) }, "powershell", at);
      if (content !== undefined) session.state.files.set(target.path, { text, taint: content.taint, empty: false });
    }
  }
  return read;
}

function download(call: MemberCall, args: readonly Value[], session: Session): Value {
  const [url, file] = args;
  if (url === undefined) return dynamic();
  const target = hostTarget(url.text);
  note(session, { kind: "fetch", target, method: "GET" }, "powershell", call.at);
  const fetched = dynamic({ ...url.taint, remote: target });
  if (!call.name.startsWith("downloadfile") || file === undefined) return fetched;
  const path = pathOf(file.text, session);
  note(session, { kind: "write", target: path, how: "truncate" }, "powershell", call.at);
  session.state.files.set(path.path, { text: undefined, taint: fetched.taint, empty: false });
  return NOTHING;
}

function upload(name: string, args: readonly Value[], session: Session, at: At): void {
  const [url, ...rest] = args;
  const data = rest.at(-1);
  if (url === undefined) return;
  const files =
    data === undefined ? [] : name.startsWith("uploadfile") ? [pathOf(data.text, session)] : data.taint.files;
  note(
    session,
    {
      kind: "send",
      target: hostTarget(url.text),
      data:
        files.length > 0 ? "file" : data?.taint.environment ? "environment" : data?.taint.output ? "output" : "text",
      files,
      method: "POST",
      ...(files.length > 0 || data === undefined ? {} : { text: data.text }),
    },
    "powershell",
    at,
  );
  for (const target of name.startsWith("uploadfile") ? files : [])
    note(session, { kind: "read", target, recursive: false, how: "content" }, "powershell", at);
}

function splitLine(value: Value): readonly Value[] {
  return each(value).flatMap((item) =>
    item.text
      .split(/\s+/)
      .filter((word) => word !== "")
      .map((word) => known(word, item.taint)),
  );
}

function fromBase64(value: Value, taint: Taint): Value {
  const text = value.text.replace(/\s+/g, "");
  const decoded = { ...taint, decoded: true };
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return dynamic(decoded);
  return { ...dynamic(decoded), bytes: Buffer.from(text, "base64").toString("latin1") };
}

function decodeBytes(encoding: string, value: Value, taint: Taint): Value {
  const bytes = value.bytes ?? fromNumbers(value);
  return bytes === undefined
    ? dynamic(taint)
    : known(Buffer.from(bytes, "latin1").toString(nodeEncoding(encoding)), taint);
}

/** A byte array written as numbers. */
function fromNumbers(value: Value): string | undefined {
  const items = value.items ?? [];
  if (items.length === 0 || items.some((item) => !/^(?:0x[\da-f]{1,2}|\d{1,3})$/i.test(item.text))) return undefined;
  return String.fromCharCode(...items.map((item) => Number(item.text) & 255));
}

function encode(encoding: string, text: string): string {
  return Buffer.from(text, nodeEncoding(encoding)).toString("latin1");
}

function nodeEncoding(encoding: string): BufferEncoding {
  if (/^unicode$|utf-?16/i.test(encoding)) return "utf16le";
  return /ascii|latin|default/i.test(encoding) ? "latin1" : "utf8";
}
