import { DYNAMIC } from "../../../model/effect.ts";
import { registryDrafts } from "../../programs/windows-registry.ts";
import { popDirectory, pushDirectory } from "../../shell/state.ts";
import { CLEAN } from "../../shell/value.ts";
import type { Cmdlet, CmdletCall } from "../cmdlet.ts";
import { providerOf } from "../paths.ts";
import { dynamic, each, gathered, known, list, NOTHING, textOf, type Value } from "../value.ts";
import { placeOf } from "../variables.ts";

const ITEM = "Path= LiteralPath|PSPath|LP= Recurse Force|f Filter= Include= Exclude= Credential= Stream=";

/** What happens to files and folders. Microsoft.PowerShell.Management. */
export const FILE_CMDLETS: readonly Cmdlet[] = [
  { names: "Remove-Item ri rm rmdir del rd erase", parameters: ITEM, positions: "Path", run: remove },
  { names: "Clear-RecycleBin", parameters: "DriveLetter= Force" },
  { names: "Copy-Item copy cp cpi", parameters: `${ITEM} Destination= Container ToSession= FromSession= PassThru`, positions: "Path Destination", run: (call) => transfer(call, false) },
  { names: "Move-Item move mv mi", parameters: `${ITEM} Destination= PassThru`, positions: "Path Destination", run: (call) => transfer(call, true) },
  { names: "Rename-Item ren rni", parameters: `${ITEM} NewName= PassThru`, positions: "Path NewName", run: rename },
  { names: "New-Item ni", parameters: "Path= Name= ItemType|Type= Value|Target= Force Credential=", positions: "Path", run: create },
  { names: "mkdir md", parameters: "Path= Name= Value= Force p", positions: "Path", run: (call) => makeFolder(call) },
  { names: "Get-ChildItem gci ls dir", parameters: `${ITEM} Depth= File Directory Hidden ReadOnly System Name Attributes= FollowSymlink`, positions: "Path Filter", run: children },
  { names: "Get-Item gi Resolve-Path rvpa Convert-Path cvpa", parameters: `${ITEM} Relative`, positions: "Path", run: items },
  { names: "Test-Path", parameters: "Path= LiteralPath= PathType= Filter= Include= Exclude= IsValid NewerThan= OlderThan=", positions: "Path", run: () => dynamic() },
  { names: "Join-Path", parameters: "Path= ChildPath= AdditionalChildPath= Resolve", positions: "Path ChildPath AdditionalChildPath", run: (call) => joined(call) },
  { names: "Split-Path", parameters: "Path= LiteralPath= Leaf LeafBase Extension Parent Qualifier NoQualifier IsAbsolute Resolve", positions: "Path", run: split },
  { names: "Set-Location cd chdir sl", parameters: "Path= LiteralPath= PassThru StackName=", positions: "Path", run: (call) => go(call, false) },
  { names: "Push-Location pushd", parameters: "Path= LiteralPath= PassThru StackName=", positions: "Path", run: (call) => go(call, true) },
  { names: "Pop-Location popd", run: (call) => { call.session.state.cwd = popDirectory(call.session.state); return NOTHING; } },
  { names: "Get-Location gl pwd", run: (call) => ({ ...placeOf(call.session), file: true }) },
  { names: "Get-PSDrive New-PSDrive gdr ndr Get-Volume Get-Disk Get-Partition" },
  { names: "Compress-Archive", parameters: "Path= LiteralPath= DestinationPath= CompressionLevel= Update Force PassThru", positions: "Path DestinationPath", run: archive },
  { names: "Expand-Archive", parameters: "Path= LiteralPath= DestinationPath= Force PassThru", positions: "Path DestinationPath", run: archive },
]; // biome-ignore format: one row a line

/** Paths that a cmdlet is given: by name, by place, or through the pipeline. */
export function pathsOf(call: CmdletCall): readonly Value[] {
  const given = [call.value("Path"), call.value("LiteralPath")].filter((value) => value !== undefined);
  const all = given.length > 0 ? given : call.input === undefined ? [] : [call.input];
  return all.flatMap(each);
}

/** -Filter, -Include and -Exclude choose below the path. */
function chosen(call: CmdletCall, path: Value): Value {
  const pattern = call.value("Include") ?? call.value("Filter");
  if (pattern === undefined && !call.has("Exclude")) return path;
  const base = path.text.replace(/[\\/]+\*?$/, "");
  return {
    ...path,
    text: `${base}/${call.has("Exclude") || pattern === undefined ? DYNAMIC : each(pattern).map((one) => one.text)[0]}`,
  };
}

function remove(call: CmdletCall): Value {
  // `rd /s /q x` is cmd.exe's way; here the switches would be paths, but what is meant is plain.
  const paths = pathsOf(call).filter((path) => !/^\/[a-z]$/i.test(path.text));
  const slashed = pathsOf(call).some((path) => /^\/s$/i.test(path.text));
  const recursive = call.has("Recurse") || slashed;
  const tags = call.has("Force") ? ["forced"] : [];
  for (const given of paths) {
    const path = chosen(call, given);
    const other = providerOf(path.text);
    if (other?.provider === "registry")
      for (const draft of registryDrafts("delete", other.path, "", "")) call.note(draft);
    if (other !== undefined) continue;
    if (call.has("Stream")) continue;
    call.note({
      kind: "delete",
      target: call.path(path, { link: true, literal: call.has("LiteralPath") }),
      recursive: recursive || path.deep === true,
      how: "remove",
      tags,
    });
  }
  return NOTHING;
}

function transfer(call: CmdletCall, moves: boolean): Value {
  const destination = call.value("Destination") ?? known(".");
  if (call.has("ToSession")) {
    call.note({
      kind: "send",
      target: { raw: "", host: DYNAMIC, classes: [] },
      data: "file",
      files: pathsOf(call).map((path) => call.path(path)),
      method: "PSSession",
      certainty: "dynamic",
    });
    return NOTHING;
  }
  const target = call.path(destination);
  for (const path of pathsOf(call)) {
    if (providerOf(path.text) !== undefined) continue;
    const source = call.path(path, { link: moves });
    if (moves) call.note({ kind: "delete", target: source, recursive: true, how: "move-away" });
    else call.note({ kind: "read", target: source, recursive: call.has("Recurse"), how: "content" });
    call.note({ kind: "write", target, how: "truncate", source });
    const content = call.session.state.files.get(source.path);
    if (content !== undefined) call.session.state.files.set(target.path, content);
  }
  return NOTHING;
}

function rename(call: CmdletCall): Value {
  const name = call.value("NewName");
  for (const path of pathsOf(call)) {
    if (providerOf(path.text) !== undefined) continue;
    const source = call.path(path, { link: true });
    const text = name?.block === undefined ? textOf(name, DYNAMIC) : DYNAMIC;
    const folder = source.path.slice(0, source.path.lastIndexOf("/") + 1);
    call.note({ kind: "delete", target: source, recursive: false, how: "move-away" });
    call.note({ kind: "write", target: call.path(known(folder + text)), how: "truncate", source });
  }
  return NOTHING;
}

function create(call: CmdletCall): Value {
  const type = textOf(call.value("ItemType")).toLowerCase();
  const name = call.value("Name");
  const paths =
    call.value("Path") === undefined
      ? [known(textOf(name, DYNAMIC))]
      : pathsOf(call).map((path) => (name === undefined ? path : { ...path, text: `${path.text}/${name.text}` }));
  const value = call.value("Value");
  for (const path of paths) {
    const other = providerOf(path.text);
    if (other?.provider === "registry")
      for (const draft of registryDrafts("create", other.path, "", textOf(value))) call.note(draft);
    if (other !== undefined) continue;
    const target = call.path(path);
    if (/^(?:symboliclink|junction|hardlink)$/.test(type) && value !== undefined) {
      const source = call.path(value);
      call.note({ kind: "write", target, how: "link", source });
      call.session.state.links.set(target.path, source.path);
    } else if (type.startsWith("d") || type === "container") call.note({ kind: "write", target, how: "mkdir" });
    else
      call.note({
        kind: "write",
        target,
        how: call.has("Force") ? "truncate" : "create",
        ...(value === undefined ? {} : { content: value.text }),
      });
  }
  return gathered(paths.map((path) => ({ ...path, file: true })));
}

function makeFolder(call: CmdletCall): Value {
  for (const path of pathsOf(call)) call.note({ kind: "write", target: call.path(path), how: "mkdir" });
  return list(pathsOf(call).map((path) => ({ ...path, file: true })));
}

function children(call: CmdletCall): Value {
  const paths = pathsOf(call);
  const found: Value[] = [];
  for (const path of paths.length === 0 ? [known(".")] : paths) {
    const other = providerOf(path.text);
    if (other !== undefined) {
      const environment = other.provider === "env" && other.path === "";
      found.push(environment ? { ...path, taint: { ...CLEAN, environment: true, output: true } } : path);
      continue;
    }
    call.note({ kind: "read", target: call.path(path), recursive: call.has("Recurse"), how: "list" });
    const own = chosen(call, path);
    const text = own !== path || /[*?]/.test(path.text) ? own.text : `${path.text.replace(/[\\/]+$/, "")}/*`;
    found.push({
      ...known(text),
      file: true,
      ...(call.has("Recurse") && !call.has("Directory") ? { deep: true } : {}),
    });
  }
  return gathered(found);
}

function items(call: CmdletCall): Value {
  const paths = pathsOf(call).map((path) => ({ ...chosen(call, path), file: true as const }));
  return gathered(paths);
}

function joined(call: CmdletCall): Value {
  const parts = ["Path", "ChildPath", "AdditionalChildPath"].flatMap((name) => call.value(name) ?? []);
  const [first, ...rest] = parts.flatMap(each);
  if (first === undefined) return dynamic();
  return {
    ...known(rest.reduce((all, part) => `${all.replace(/[\\/]$/, "")}/${part.text.replace(/^[\\/]/, "")}`, first.text)),
    file: true,
  };
}

function split(call: CmdletCall): Value {
  const [path] = pathsOf(call);
  if (path === undefined || call.has("Qualifier") || call.has("IsAbsolute") || call.has("Extension")) return dynamic();
  const text = path.text.replaceAll("\\", "/").replace(/\/$/, "");
  const cut = text.lastIndexOf("/");
  if (call.has("Leaf")) return known(text.slice(cut + 1), path.taint);
  return { ...known(cut < 0 ? "" : text.slice(0, cut) || "/", path.taint), file: true };
}

function go(call: CmdletCall, pushes: boolean): Value {
  const { state } = call.session;
  const [path] = pathsOf(call);
  if (path === undefined) {
    if (call.name === "cd" && !pushes) state.cwd = call.session.context.world.home ?? state.cwd;
    return NOTHING;
  }
  if (pushes) pushDirectory(state);
  const before = state.cwd;
  if (path.text === "-") state.cwd = state.previousCwd;
  else if (providerOf(path.text) !== undefined || path.text.includes(DYNAMIC)) state.cwd = undefined;
  else state.cwd = call.path(path).path;
  state.previousCwd = before;
  return NOTHING;
}

function archive(call: CmdletCall): Value {
  const destination = call.value("DestinationPath");
  const files = pathsOf(call).map((path) => call.path(path));
  for (const target of files)
    call.note({ kind: "read", target, recursive: call.name.startsWith("compress"), how: "content" });
  if (destination !== undefined) {
    const target = call.path(destination);
    call.note({ kind: "write", target, how: call.name.startsWith("compress") ? "truncate" : "create" });
    if (call.name.startsWith("compress"))
      call.session.state.files.set(target.path, { text: undefined, taint: { ...CLEAN, files }, empty: false });
  }
  return NOTHING;
}
