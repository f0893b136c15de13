import { DYNAMIC } from "../../../model/effect.ts";
import type { Draft } from "../../context.ts";
import { processTags, serviceTags } from "../../programs/windows-processes.ts";
import type { Cmdlet, CmdletCall } from "../cmdlet.ts";
import { runBlock } from "../statements.ts";
import { dynamic, each, NOTHING, textOf, type Value } from "../value.ts";

const system = (action: string, object = ""): Draft => ({ kind: "system", action, object });

/** Disks, services, protections, tasks: what an administrator does. */
export const SYSTEM_CMDLETS: readonly Cmdlet[] = [
  { names: "Format-Volume", parameters: "DriveLetter= FileSystem= NewFileSystemLabel= Full Force Path= Partition= AllocationUnitSize=", positions: "DriveLetter", does: system("format-disk") },
  { names: "Clear-Disk", parameters: "Number= RemoveData RemoveOEM FriendlyName= UniqueId=", positions: "Number", does: system("wipe-disk") },
  { names: "Initialize-Disk Reset-PhysicalDisk", parameters: "Number|FriendlyName= PartitionStyle=", positions: "Number", does: system("wipe-disk") },
  { names: "Remove-Partition New-Partition Resize-Partition Set-Partition Set-Disk", parameters: "DiskNumber|DriveLetter= PartitionNumber= UseMaximumSize Size= AssignDriveLetter IsOffline=", positions: "DiskNumber", does: system("partition-disk") },
  { names: "Remove-VirtualDisk Remove-StoragePool Remove-Volume", parameters: "FriendlyName|Name=", positions: "FriendlyName", does: system("volume-delete") },
  { names: "Stop-Computer Restart-Computer", parameters: "ComputerName= Force Wait Credential= Timeout= For= AsJob", positions: "ComputerName", does: system("shutdown") },
  { names: "Set-ExecutionPolicy", parameters: "ExecutionPolicy= Scope= Force", positions: "ExecutionPolicy Scope", run: executionPolicy },
  { names: "Set-MpPreference", parameters: "DisableRealtimeMonitoring= DisableBehaviorMonitoring= DisableIOAVProtection= DisableScriptScanning= DisableArchiveScanning= DisableBlockAtFirstSeen= DisableIntrusionPreventionSystem= DisablePrivacyMode= EnableControlledFolderAccess= EnableNetworkProtection= MAPSReporting= SubmitSamplesConsent= PUAProtection= ExclusionPath= ExclusionProcess= ExclusionExtension= AttackSurfaceReductionRules_Actions= AttackSurfaceReductionRules_Ids=", run: defender },
  { names: "Add-MpPreference", parameters: "ExclusionPath= ExclusionProcess= ExclusionExtension= ExclusionIpAddress=", run: defender },
  { names: "Remove-MpPreference Remove-MpThreat Update-MpSignature Start-MpScan" },
  { names: "Set-NetFirewallProfile", parameters: "Name|Profile= All Enabled= DefaultInboundAction= DefaultOutboundAction=", positions: "Name", run: firewall },
  { names: "New-NetFirewallRule Set-NetFirewallRule Remove-NetFirewallRule Enable-NetFirewallRule", parameters: "Name|DisplayName= Direction= Action= LocalPort= Protocol= Profile= RemoteAddress= Enabled= Program=", positions: "Name", does: system("firewall-change") },
  { names: "Disable-NetFirewallRule", parameters: "Name|DisplayName= All Group|DisplayGroup=", positions: "Name", does: system("firewall-off") },
  { names: "Stop-Service spsv Suspend-Service", parameters: "Name|DisplayName= Force NoWait PassThru InputObject=", positions: "Name", run: (call) => stopService(call, "stop-service") },
  { names: "Remove-Service", parameters: "Name= InputObject=", positions: "Name", run: (call) => stopService(call, "disable-service") },
  { names: "Set-Service", parameters: "Name= StartupType|StartMode= Status= DisplayName= Description= Credential=", positions: "Name", run: service },
  { names: "New-Service", parameters: "Name= BinaryPathName= DisplayName= StartupType= Description= Credential=", positions: "Name BinaryPathName", does: { kind: "persist", mechanism: "service", object: "", remove: false } },
  { names: "Stop-Process spps kill", parameters: "Name|ProcessName= Id= Force PassThru InputObject=", positions: "Id", run: stopProcess },
  { names: "Stop-Job Remove-Job Stop-Transcript", parameters: "Name= Id= Force" },
  { names: "Register-ScheduledTask", parameters: "TaskName= Action= Trigger= Xml= User= Password= RunLevel= Force TaskPath= Principal= Settings= Description=", positions: "TaskName", does: { kind: "persist", mechanism: "scheduled-task", object: "", remove: false } },
  { names: "Register-ScheduledJob", parameters: "Name= ScriptBlock= FilePath= Trigger=", positions: "Name ScriptBlock", does: { kind: "persist", mechanism: "scheduled-task", object: "", remove: false }, run: (call) => { const block = call.value("ScriptBlock")?.block; if (block !== undefined) runBlock(block, call.session); return NOTHING; } },
  { names: "Unregister-ScheduledTask Disable-ScheduledTask", parameters: "TaskName= TaskPath= Confirm=", positions: "TaskName", does: { kind: "persist", mechanism: "scheduled-task", object: "", remove: true } },
  { names: "Register-WmiEvent Set-WmiInstance", parameters: "Class= Query= Action= Namespace= Arguments=", positions: "Class", does: { kind: "persist", mechanism: "wmi", object: "", remove: false } },
  { names: "Clear-EventLog Remove-EventLog Limit-EventLog", parameters: "LogName= ComputerName= Source=", positions: "LogName", does: system("clear-logs") },
  { names: "Clear-History", does: system("clear-history") },
  { names: "Remove-CimInstance rcim Remove-WmiObject rwmi", parameters: "InputObject= Query= ClassName|Class= Namespace=", positions: "InputObject", run: (call) => { if ((call.value("InputObject") ?? call.input)?.type === "shadow-copy" || /shadowcopy/i.test(textOf(call.value("Query")))) call.note(system("snapshot-delete", "shadow copies")); return NOTHING; } },
  { names: "Disable-ComputerRestore", parameters: "Drive=", positions: "Drive", does: system("snapshot-delete") },
  { names: "Disable-WindowsOptionalFeature Uninstall-WindowsFeature Remove-WindowsFeature", parameters: "FeatureName|Name= Online NoRestart Remove", positions: "FeatureName", does: system("remove-package") },
  { names: "Uninstall-Package Uninstall-Module Remove-AppxPackage Remove-AppxProvisionedPackage", parameters: "Name|Package|PackageName= AllUsers Online Force AllVersions", positions: "Name", does: system("remove-package") },
  { names: "Disable-BitLocker Suspend-BitLocker", parameters: "MountPoint= RebootCount=", positions: "MountPoint", does: system("security-off", "bitlocker") },
  { names: "Disable-NetAdapter Remove-NetIPAddress Remove-NetRoute", parameters: "Name= Confirm=", positions: "Name", does: system("disable-service") },
  { names: "Set-Date", parameters: "Date= Adjust=", positions: "Date", does: system("time") },
  { names: "Set-Clipboard scb", parameters: "Value= Path= Append", positions: "Value", does: system("clipboard") },
  { names: "Mount-DiskImage Dismount-DiskImage", parameters: "ImagePath=", positions: "ImagePath", does: system("mount") },
  { names: "Checkpoint-Computer Remove-VMSnapshot", parameters: "Description=" },
  { names: "Remove-VM Remove-VHD", parameters: "Name= Force", positions: "Name", does: system("volume-delete") },
]; // biome-ignore format: one row a line

/** For the running process alone it changes nothing on the machine; a stricter policy loses nothing. */
function executionPolicy(call: CmdletCall): Value {
  const scope = call.value("Scope")?.text.toLowerCase() ?? "localmachine";
  const policy = call.value("ExecutionPolicy")?.text.toLowerCase() ?? DYNAMIC;
  if (scope !== "process" && !/^(?:remotesigned|allsigned|restricted|default)$/.test(policy))
    call.note({ ...system("execution-policy", policy), tags: [scope] });
  return NOTHING;
}

/** `$true` and a bare switch switch a "Disable…" on; `0` and Disabled switch a protection off. */
function defender(call: CmdletCall): Value {
  const disabling = [
    "DisableRealtimeMonitoring",
    "DisableBehaviorMonitoring",
    "DisableIOAVProtection",
    "DisableScriptScanning",
    "DisableArchiveScanning",
    "DisableBlockAtFirstSeen",
    "DisableIntrusionPreventionSystem",
  ];
  for (const name of disabling)
    if (call.has(name) && !/^(?:false|0)$/i.test(call.value(name)?.text ?? "")) call.note(system("security-off", name));
  for (const name of ["EnableControlledFolderAccess", "EnableNetworkProtection", "MAPSReporting", "PUAProtection"])
    if (/^(?:disabled|0|never|false)$/i.test(call.value(name)?.text ?? "")) call.note(system("security-off", name));
  for (const name of ["ExclusionPath", "ExclusionProcess", "ExclusionExtension", "ExclusionIpAddress"]) {
    const value = call.value(name);
    if (value !== undefined) call.note({ ...system("security-off", `${name} ${value.text}`), tags: ["exclusion"] });
  }
  return NOTHING;
}

function firewall(call: CmdletCall): Value {
  const off =
    /^(?:false|0)$/i.test(textOf(call.value("Enabled"))) || /^allow$/i.test(textOf(call.value("DefaultInboundAction")));
  call.note(system(off ? "firewall-off" : "firewall-change", call.value("Name")?.text ?? "all"));
  return NOTHING;
}

function stopService(call: CmdletCall, action: string): Value {
  const given = call.value("Name") ?? call.input;
  for (const one of given === undefined ? [dynamic()] : each(given))
    call.note({ ...system(action, one.text), tags: serviceTags(one.text) });
  return NOTHING;
}

function service(call: CmdletCall): Value {
  const object = call.value("Name")?.text ?? call.input?.text ?? DYNAMIC;
  if (/^disabled$/i.test(textOf(call.value("StartupType"))))
    call.note({ ...system("disable-service", object), tags: serviceTags(object) });
  else if (/^auto/i.test(textOf(call.value("StartupType")))) call.note(system("enable-service", object));
  if (/^stopped$/i.test(textOf(call.value("Status")))) call.note(system("stop-service", object));
  return NOTHING;
}

function stopProcess(call: CmdletCall): Value {
  const given = call.value("Name") ?? call.value("Id") ?? call.value("InputObject") ?? call.input;
  for (const process of given === undefined ? [dynamic()] : each(given)) {
    const object = process.text;
    call.note({
      kind: "stop-process",
      object,
      all: object === "*",
      tags: processTags(object),
    });
  }
  return NOTHING;
}
