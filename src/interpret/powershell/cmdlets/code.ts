import { DYNAMIC } from "../../../model/effect.ts";
import { hostTarget } from "../../hosts.ts";
import { CLEAN } from "../../shell/value.ts";
import { type Cmdlet, type CmdletCall, taken } from "../cmdlet.ts";
import { noteCode } from "../evaluate.ts";
import { runExternal, splitCommandLine } from "../external.ts";
import { newObject } from "../objects.ts";
import type { Session } from "../session.ts";
import { runBlock, runText } from "../statements.ts";
import { dynamic, each, NOTHING, textOf, type Value } from "../value.ts";

/** Cmdlets that run code, programs, or code elsewhere. */
export const CODE_CMDLETS: readonly Cmdlet[] = [
  { names: "Invoke-Expression iex", parameters: "Command=", positions: "Command", run: (call) => runText(call.value("Command") ?? call.input ?? NOTHING, call.session, "Invoke-Expression", call.at) },
  { names: "Invoke-Command icm", parameters: "ScriptBlock= ComputerName|Cn= FilePath= Session= ArgumentList= Credential= AsJob VMName= VMId= ContainerId= HostName= UserName= SSHConnection= ConnectionUri= UseSSL Authentication= Port= JobName= ThrottleLimit= NoNewScope InputObject=", positions: "ScriptBlock", run: remote },
  { names: "Start-Job sajb Start-ThreadJob Register-ObjectEvent Register-EngineEvent", parameters: "ScriptBlock|Command|Action= Name= ArgumentList= FilePath= InitializationScript= InputObject= EventName= SourceIdentifier=", positions: "ScriptBlock", run: job },
  { names: "Start-Process saps start", parameters: "FilePath= ArgumentList|Args= Verb= WorkingDirectory= WindowStyle= Wait NoNewWindow PassThru Credential= LoadUserProfile RedirectStandardOutput= RedirectStandardError= RedirectStandardInput= UseNewEnvironment Environment=", positions: "FilePath ArgumentList", run: start },
  { names: "Invoke-Item ii", parameters: "Path= LiteralPath= Filter=", positions: "Path", run: (call) => each(taken(call, "Path")).reduce<Value>((_, path) => runExternal({ ...path, text: rooted(path.text) }, [], call.session, call.at), NOTHING) },
  { names: "Invoke-CimMethod icim Invoke-WmiMethod iwmi", parameters: "ClassName|Class= MethodName|Name= Arguments|ArgumentList= ComputerName= Path= InputObject= Namespace= Credential= CimSession=", positions: "ClassName MethodName Arguments", run: wmi },
  { names: "New-Object", parameters: "TypeName= ArgumentList|Args= ComObject= Property= Strict", positions: "TypeName ArgumentList", run: construct },
  { names: "Enter-PSSession etsn New-PSSession nsn Connect-PSSession", parameters: "ComputerName|Cn= HostName= Credential= Session= Name= UserName= KeyFilePath= VMName= ConnectionUri= Port= UseSSL Authentication=", positions: "ComputerName", run: session },
  { names: "Add-Type", parameters: "TypeDefinition= MemberDefinition= Name= Namespace= AssemblyName= Path= LiteralPath= Language= ReferencedAssemblies= PassThru OutputAssembly= UsingNamespace=", positions: "TypeDefinition", run: (call) => dynamic((call.value("TypeDefinition") ?? NOTHING).taint) },
  { names: "Import-Module ipmo", parameters: "Name= Force Global PassThru Prefix= DisableNameChecking MinimumVersion= RequiredVersion= SkipEditionCheck Scope= NoClobber", positions: "Name", run: (call) => moduleFile(call) },
  { names: "Install-Module inmo Install-Script Install-PSResource Save-Module Update-Module Install-Package", parameters: "Name= Force AllowClobber Scope= Repository= RequiredVersion= MinimumVersion= SkipPublisherCheck AcceptLicense TrustRepository AllowPrerelease Path= ProviderName= Source= Version= Prerelease Reinstall Quiet", positions: "Name", run: install },
]; // biome-ignore format: one row a line

/** Invoke-Item opens what is in the current folder too. */
function rooted(text: string): string {
  return /[\\/:]/.test(text) ? text : `./${text}`;
}

function elsewhere(session: Session, tags: readonly string[] = []): Session {
  return {
    ...session,
    state: { ...session.state, where: "remote", cwd: undefined, tags: [...session.state.tags, ...tags] },
  };
}

function remote(call: CmdletCall): Value {
  // `icm HOST { … }` has the name in the block's place.
  const [given, second] = [call.value("ScriptBlock"), call.rest[0]];
  const swapped = given !== undefined && given.block === undefined && second?.block !== undefined;
  const host =
    ["ComputerName", "HostName", "SSHConnection", "ConnectionUri"]
      .map((name) => call.value(name))
      .find((value) => value !== undefined) ?? (swapped ? given : undefined);
  const away = host !== undefined || call.has("Session") || call.has("VMName") || call.has("ContainerId");
  const own = host !== undefined && /^(?:localhost|\.|127\.0\.0\.1)$/i.test(host.text);
  const session = away && !own ? elsewhere(call.session) : call.session;
  if (host !== undefined && !own)
    call.note({ kind: "network", action: "connect", target: hostTarget(textOf(each(host)[0], host.text)) });
  const code = swapped ? second : given;
  const file = call.value("FilePath");
  if (file !== undefined) return runExternal({ ...file, text: rooted(file.text) }, [], session, call.at);
  if (code?.block !== undefined) {
    const args = call.value("ArgumentList");
    return runBlock(code.block, session, { args: args === undefined ? [] : each(args) });
  }
  return code === undefined ? dynamic() : runText(code, session, "Invoke-Command", call.at);
}

function job(call: CmdletCall): Value {
  const code = call.value("ScriptBlock");
  if (code?.block !== undefined) runBlock(code.block, call.session);
  const file = call.value("FilePath");
  if (file !== undefined) runExternal({ ...file, text: rooted(file.text) }, [], call.session, call.at);
  return dynamic();
}

/** Starts a program, with other rights where its verb says so. */
function start(call: CmdletCall): Value {
  const program = call.value("FilePath");
  if (program === undefined) return NOTHING;
  const elevated = /^runas/i.test(textOf(call.value("Verb")));
  const hidden = /^hidden$/i.test(textOf(call.value("WindowStyle")));
  if (elevated) call.note({ kind: "privilege", action: "become", object: "administrator" });
  const given = call.value("ArgumentList");
  const args =
    given === undefined
      ? []
      : each(given).flatMap((value) => (/\s/.test(value.text) ? splitCommandLine(value) : [value]));
  if (/^https?:\/\//i.test(program.text)) return NOTHING;
  const folder = call.value("WorkingDirectory");
  runExternal(program, args, call.session, call.at, false, {
    ...(elevated ? { elevated: true } : {}),
    ...(hidden ? { tags: ["hidden"] } : {}),
    ...(folder === undefined ? {} : { cwd: call.path(folder).path }),
  });
  const out = call.value("RedirectStandardOutput");
  if (out !== undefined) call.note({ kind: "write", target: call.path(out), how: "truncate" });
  return dynamic();
}

function wmi(call: CmdletCall): Value {
  const method = call.value("MethodName")?.text.toLowerCase();
  const given = call.value("Arguments");
  const text = given?.table?.get("commandline") ?? (given === undefined ? undefined : each(given)[0]);
  const away = call.has("ComputerName") || call.has("CimSession");
  if (method === "create" && text !== undefined)
    return runExternal(text, [], away ? elsewhere(call.session) : call.session, call.at, true);
  if (method === "win32shutdown") call.note({ kind: "system", action: "shutdown", object: "" });
  return dynamic();
}

function construct(call: CmdletCall): Value {
  const args = call.value("ArgumentList");
  const com = call.value("ComObject");
  if (com !== undefined) return { ...dynamic(), type: "comobject" };
  const all = [...(args === undefined ? [] : each(args)), ...call.rest];
  const taint = args?.taint ?? CLEAN;
  return newObject(textOf(call.value("TypeName"), DYNAMIC), all, taint, call.session, call.at);
}

function session(call: CmdletCall): Value {
  const host = call.value("ComputerName") ?? call.value("HostName");
  if (host !== undefined)
    call.note({ kind: "network", action: "connect", target: hostTarget(textOf(each(host)[0], DYNAMIC)) });
  return { ...dynamic(), type: "session" };
}

/** A module that is named by a path is a script that is run. */
function moduleFile(call: CmdletCall): Value {
  for (const name of each(taken(call, "Name"))) {
    if (!/\.ps[md]?1$/i.test(name.text)) continue;
    const stream = call.session.state.files.get(call.path(name).path);
    if (stream !== undefined)
      noteCode({ text: stream.text ?? DYNAMIC, taint: stream.taint }, call.session, "Import-Module", call.at);
  }
  return NOTHING;
}

function install(call: CmdletCall): Value {
  call.note({
    kind: "install",
    manager: "powershell",
    source:
      call.has("Repository") && !/^psgallery$/i.test(textOf(call.value("Repository"))) ? "other-registry" : "registry",
    packages: each(taken(call, "Name")).map((name) => name.text),
    global: !/^currentuser$/i.test(call.value("Scope")?.text ?? "currentuser"),
  });
  return NOTHING;
}
