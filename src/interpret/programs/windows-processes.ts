/** Processes without which Windows does not go on. */
const ESSENTIAL =
  /^(?:system|smss|csrss|wininit|winlogon|services|lsass|lsaiso|svchost|dwm|fontdrvhost|registry|memcompression|ntoskrnl|trustedinstaller)(?:\.exe)?$/i;
/** Processes and services that protect the machine or this program. */
const SECURITY =
  /^(?:msmpeng|mssense|nissrv|securityhealthservice|mpdefendercoreservice|windefend|wdnissvc|sense|wscsvc|mpssvc|bfe|eventlog|sysmon(?:64)?|csfalcon\w*|sentinelagent|carbonblack|cyserver|clampd[\w-]*)(?:\.exe)?$/i;
const ESSENTIAL_SERVICES =
  /^(?:rpcss|dcomlaunch|samss|lsm|plugplay|power|profsvc|schedule|netlogon|ntds|dns|dnscache|dhcp|lanmanserver|lanmanworkstation|cryptsvc|winmgmt|termservice|vss|swprv|wbengine)$/i;

export function processTags(name: string): readonly string[] {
  return SECURITY.test(name) ? ["security"] : ESSENTIAL.test(name) ? ["essential"] : [];
}

export function serviceTags(name: string): readonly string[] {
  return SECURITY.test(name) ? ["security"] : ESSENTIAL_SERVICES.test(name) ? ["essential"] : [];
}
