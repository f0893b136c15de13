/** Processes without which Windows, its protection, or this program does not go on. */
const CRITICAL =
  /^(?:system|smss|csrss|wininit|winlogon|services|lsass|lsaiso|svchost|dwm|fontdrvhost|registry|memcompression|ntoskrnl|msmpeng|mssense|nissrv|securityhealthservice|trustedinstaller|clampd[\w-]*)(?:\.exe)?$/i;

export function criticalProcess(name: string): boolean {
  return CRITICAL.test(name);
}
