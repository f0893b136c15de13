import { DYNAMIC } from "../../../model/effect.ts";
import { MAX_ROUNDS } from "../../limits.ts";
import { CLEAN, joinTaint } from "../../shell/value.ts";
import { type Cmdlet, type CmdletCall, taken } from "../cmdlet.ts";
import { callMember } from "../members.ts";
import { runBlock } from "../statements.ts";
import { alternatives, dynamic, each, gathered, known, NOTHING, textOf, type Value } from "../value.ts";
import { tempOf, variable } from "../variables.ts";
import { findCmdlet } from "./registry.ts";

const OBJECTS =
  "Property= InputObject= First= Last= Skip= Unique ExpandProperty|exp= ExcludeProperty= Descending Index= AsString Width= Stream GroupBy= Wait Depth= Compress AsArray AsHashtable Raw ArgumentList= Wrap AutoSize";

/** Cmdlets that only hand objects on, or print text. */
export const PIPELINE_CMDLETS: readonly Cmdlet[] = [
  { names: "ForEach-Object % foreach", parameters: "Process= Begin= End= MemberName= InputObject= Parallel= ThrottleLimit= ArgumentList= AsJob RemainingScripts=", positions: "Process ArgumentList", run: forEach },
  { names: "Where-Object ? where", parameters: "FilterScript= Property= Value= InputObject= Like Match EQ NE GT LT GE LE Contains In NotLike NotMatch NotIn Is Not", positions: "FilterScript Value", run: filter },
  { names: "Select-Object select Sort-Object sort Group-Object group Get-Unique gu Format-Table ft Format-List fl Format-Wide fw Format-Custom fc Out-String oss Out-Host oh Out-Default ConvertTo-Json ConvertTo-Csv ConvertTo-Html ConvertTo-Xml ConvertFrom-Json ConvertFrom-Csv ConvertFrom-StringData Out-GridView ogv", parameters: OBJECTS, positions: "Property", run: pass },
  { names: "Write-Output write echo", parameters: "InputObject= NoEnumerate", positions: "InputObject", run: (call) => call.value("InputObject") ?? call.input },
  { names: "Out-Null Write-Host Write-Verbose Write-Debug Write-Warning Write-Information Write-Error Write-Progress Write-EventLog Start-Sleep sleep Clear-Host cls clear Set-StrictMode Get-Help help man Get-Command gcm Get-Member gm Set-PSReadLineOption Set-PSDebug Stop-Transcript Set-PSRepository Wait-Event Update-Help Clear-Variable clv", parameters: "Object|Message|InputObject= ForegroundColor= BackgroundColor= NoNewline Separator= Seconds= Milliseconds= Name= Full Examples Online Status= Activity= Version= CommandType= Module= LogName= Source= EntryType= EventId=", positions: "Object", run: () => NOTHING },
  { names: "Set-Variable sv New-Variable nv", parameters: "Name= Value= Scope= Option= Force PassThru Visibility= Description=", positions: "Name Value", run: setVariable },
  { names: "Get-Variable gv", parameters: "Name= ValueOnly Scope= Include= Exclude=", positions: "Name", run: (call) => getVariable(call) },
  { names: "Remove-Variable rv", parameters: "Name= Scope= Force", positions: "Name" },
  { names: "Set-Alias sal New-Alias nal", parameters: "Name= Value= Scope= Option= Force PassThru Description=", positions: "Name Value", run: setAlias },
  { names: "Get-Alias gal", parameters: "Name= Definition=", positions: "Name", run: (call) => known(findCmdlet(textOf(call.value("Name")).toLowerCase())?.names.split(" ")[0] ?? DYNAMIC) },
  { names: "Measure-Command", parameters: "Expression= InputObject=", positions: "Expression", run: (call) => { const block = call.value("Expression")?.block; return block === undefined ? dynamic() : runBlock(block, call.session); } },
  { names: "Measure-Object measure Compare-Object diff compare Get-Date date Get-Random Get-Process ps gps Get-Service gsv Get-History h history ghy Get-Job gjb Get-Module gmo Get-Host Get-Culture Get-Clipboard gcb Get-Error Get-Event Get-EventLog Get-WinEvent Get-NetIPAddress Get-NetTCPConnection Get-NetAdapter Get-ComputerInfo Get-CimInstance gcim Get-WmiObject gwmi Get-HotFix Get-Acl Get-ExecutionPolicy Get-Package Get-InstalledModule Get-PSRepository Get-ScheduledTask Get-LocalUser Get-LocalGroup Get-LocalGroupMember Get-MpPreference Get-MpComputerStatus Get-NetFirewallRule Get-NetFirewallProfile Get-TimeZone Get-Uptime Get-Verb Get-PSProvider Get-ItemProperty gp Get-ItemPropertyValue gpv Wait-Process Wait-Job wjb Receive-Job rcjb New-TimeSpan New-Guid New-TemporaryFile Read-Host ConvertTo-SecureString ConvertFrom-SecureString Get-Credential", parameters: "Name= Id= Property= Line Word Character Sum Average Maximum Minimum ReferenceObject= DifferenceObject= IncludeEqual Format= UFormat= ComputerName= ClassName|Class= Filter= Path= LiteralPath= String= AsPlainText Force Key= Prompt= AsSecureString MaskInput InputObject= LogName= FilterHashtable= MaxEvents= ListAvailable Newest= Query= Namespace= UserName= Message= Credential=", positions: "Name", run: observe },
]; // biome-ignore format: one row a line

/** What objects say of themselves: a process keeps its name, a registry value its path. */
function observe(call: CmdletCall): Value {
  const name = call.value("Name") ?? call.value("Path");
  if (/^(?:get-process|ps|gps|get-service|gsv)$/.test(call.name))
    return { ...known(name?.text ?? "*"), type: "process" };
  if (call.name === "new-temporaryfile") return { ...known(`${tempOf(call.session).text}/${DYNAMIC}`), file: true };
  if (/^(?:get-ciminstance|gcim|get-wmiobject|gwmi)$/.test(call.name)) {
    const kind = textOf(call.value("ClassName") ?? call.value("Query") ?? name);
    if (/\bwin32_shadowcopy\b/i.test(kind)) return { ...dynamic(), type: "shadow-copy" };
  }
  return dynamic(call.name === "get-clipboard" ? { ...CLEAN, output: true } : (call.input?.taint ?? CLEAN));
}

function pass(call: CmdletCall): Value | undefined {
  const input = call.value("InputObject") ?? call.input;
  if (input === undefined) return dynamic();
  if (call.name.startsWith("convertfrom")) return dynamic(input.taint);
  const property = call.value("ExpandProperty");
  if (property !== undefined)
    return callMember(
      {
        of: input,
        name: property.text.toLowerCase(),
        args: undefined,
        isStatic: false,
        at: { type: "variable", name: "_", start: call.at.start, end: call.at.end },
      },
      call.session,
    );
  return input;
}

function forEach(call: CmdletCall): Value {
  const { session } = call;
  const input = taken(call, "InputObject");
  for (const name of ["Begin", "End"]) {
    const block = call.value(name)?.block;
    if (block !== undefined) runBlock(block, session);
  }
  const process = [call.value("Process"), call.value("Parallel"), call.value("RemainingScripts")].flatMap((value) =>
    value === undefined ? [] : each(value),
  );
  const member = call.value("MemberName") ?? process.find((value) => value.block === undefined);
  const items = each(input);
  const rounds = items.length > MAX_ROUNDS ? [alternatives(items)] : items.length === 0 ? [dynamic()] : items;
  const out: Value[] = [];
  for (const item of rounds) {
    if (member !== undefined) {
      const list = call.value("ArgumentList");
      const args = list === undefined ? undefined : each(list);
      const at = { type: "variable", name: "_", ...{ start: call.at.start, end: call.at.end } } as const;
      for (const one of each(item))
        out.push(
          callMember(
            {
              of: one,
              name: member.text.toLowerCase(),
              args: args ?? (/^(?:delete|kill|invoke|stop)$/i.test(member.text) ? [] : undefined),
              isStatic: false,
              at,
            },
            session,
          ),
        );
    }
    for (const value of process) if (value.block !== undefined) out.push(runBlock(value.block, session, { item }));
  }
  const kept = out.filter((value) => !value.nothing);
  return gathered(kept);
}

/** Of what a folder holds some is left: no longer all of it. */
function filter(call: CmdletCall): Value {
  const input = taken(call, "InputObject");
  const block = call.value("FilterScript")?.block;
  if (block !== undefined) runBlock(block, call.session, { item: each(input)[0] ?? dynamic() });
  const left = each(input).map((value) =>
    value.file
      ? { ...value, text: value.text.replace(/\*$/, DYNAMIC) }
      : value.type === "process"
        ? { ...value, text: value.text.replace(/^\*$/, DYNAMIC) }
        : value,
  );
  return gathered(left);
}

function setVariable(call: CmdletCall): Value {
  call.session.variables.set(textOf(call.value("Name")).toLowerCase(), taken(call, "Value"));
  return NOTHING;
}

function getVariable(call: CmdletCall): Value {
  const name = textOf(call.value("Name")).toLowerCase();
  // `(gv '*mdr*').Name[3,11,2]` takes letters from a variable's name.
  if (name.includes("*")) return name.includes("mdr") ? known("MaximumDriveCount") : dynamic(CLEAN);
  const value = variable(name, call.session);
  return call.has("ValueOnly")
    ? value
    : {
        ...value,
        table: new Map([
          ["value", value],
          ["name", known(name)],
        ]),
        taint: joinTaint(value.taint, CLEAN),
      };
}

function setAlias(call: CmdletCall): Value {
  const [name, value] = [call.value("Name"), call.value("Value")].map((one) => textOf(one).toLowerCase());
  if (name && value) call.session.aliases.set(name, value);
  return NOTHING;
}
