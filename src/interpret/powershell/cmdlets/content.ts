import { DYNAMIC, type PathTarget } from "../../../model/effect.ts";
import { CLEAN, joinTaint } from "../../shell/value.ts";
import type { Cmdlet, CmdletCall } from "../cmdlet.ts";
import { providerOf } from "../paths.ts";
import { dynamic, each, gathered, known, NOTHING, toStream, type Value } from "../value.ts";
import { variable } from "../variables.ts";
import { pathsOf } from "./files.ts";

const ITEM =
  "Path|FilePath|PSPath= LiteralPath|LP= Filter= Include= Exclude= Force Encoding= Stream= Credential= NoNewline AsByteStream";

/** What happens to the content of files. */
export const CONTENT_CMDLETS: readonly Cmdlet[] = [
  { names: "Get-Content gc cat type", parameters: `${ITEM} TotalCount|First|Head= Tail|Last= Raw Wait ReadCount= Delimiter=`, positions: "Path", run: read },
  { names: "Import-Csv ipcsv Import-Clixml Get-FileHash Format-Hex Import-PowerShellDataFile", parameters: `${ITEM} Delimiter= Header= Algorithm=`, positions: "Path", run: read },
  { names: "Select-String sls", parameters: `Pattern= ${ITEM} InputObject= SimpleMatch CaseSensitive Quiet List NotMatch AllMatches Context= Raw`, positions: "Pattern Path", run: search },
  { names: "Set-Content sc Out-File", parameters: `${ITEM} Value|InputObject= Append Width= NoClobber PassThru`, positions: "Path Value", run: (call) => write(call, call.has("Append") ? "append" : "truncate") },
  { names: "Add-Content ac", parameters: `${ITEM} Value= PassThru`, positions: "Path Value", run: (call) => write(call, "append") },
  { names: "Tee-Object tee", parameters: `${ITEM} Append InputObject= Variable=`, positions: "Path", run: (call) => { write(call, call.has("Append") ? "append" : "truncate"); return call.input; } },
  { names: "Export-Csv epcsv Export-Clixml Start-Transcript", parameters: `${ITEM} InputObject= NoTypeInformation Append Delimiter= NoClobber Depth= UseQuotes=`, positions: "Path", run: (call) => write(call, call.has("Append") ? "append" : "truncate") },
  { names: "Clear-Content clc Clear-Item cli", parameters: ITEM, positions: "Path", run: clear },
  { names: "Set-Acl", parameters: `${ITEM} AclObject= InputObject=`, positions: "Path AclObject", run: permit },
  { names: "Unblock-File", parameters: ITEM, positions: "Path" },
]; // biome-ignore format: one row a line

function read(call: CmdletCall): Value {
  const out: Value[] = [];
  for (const path of pathsOf(call)) {
    const other = providerOf(path.text);
    if (other?.provider === "env") out.push(variable(`env:${other.path.toLowerCase()}`, call.session));
    if (other !== undefined) continue;
    const target = call.path(path);
    call.note({ kind: "read", target, recursive: false, how: "content" });
    out.push(contentOf(target, call));
  }
  return gathered(out);
}

function contentOf(target: PathTarget, call: CmdletCall): Value {
  const written = call.session.state.files.get(target.path);
  const taint = joinTaint(written?.taint ?? CLEAN, { ...CLEAN, files: [target] });
  return written?.text === undefined ? dynamic(taint) : known(written.text, taint);
}

function search(call: CmdletCall): Value {
  for (const path of [call.value("Path"), call.value("LiteralPath")].flatMap((value) =>
    value === undefined ? [] : each(value),
  ))
    call.note({ kind: "read", target: call.path(path), recursive: false, how: "search" });
  return dynamic(call.input?.taint ?? CLEAN);
}

function write(call: CmdletCall, how: "append" | "truncate"): Value {
  const value = call.value("Value") ?? call.input;
  for (const path of [call.value("Path"), call.value("LiteralPath")].flatMap((one) =>
    one === undefined ? [] : each(one),
  )) {
    if (providerOf(path.text) !== undefined) continue;
    const target = call.path(path);
    const stream = toStream(value);
    const content = stream.text === undefined || stream.text.includes(DYNAMIC) ? undefined : stream.text;
    call.note({ kind: "write", target, how, ...(content === undefined ? {} : { content }) });
    call.session.state.files.set(target.path, { ...stream, empty: false });
  }
  return NOTHING;
}

function clear(call: CmdletCall): Value {
  for (const path of pathsOf(call))
    if (providerOf(path.text) === undefined)
      call.note({ kind: "write", target: call.path(path), how: "truncate", content: "", tags: ["empty"] });
  return NOTHING;
}

function permit(call: CmdletCall): Value {
  for (const path of pathsOf(call))
    if (providerOf(path.text) === undefined)
      call.note({ kind: "permission", target: call.path(path), recursive: false, change: "acl", value: "" });
  return NOTHING;
}
