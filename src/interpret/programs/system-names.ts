/**
 * What a service or process is to the machine, told from its name. Rules ask for it by tag:
 * "guard" (this program), "security" (what watches or shields the machine), "essential" (others cannot be reached or run without it),
 * "agent" (a coding agent), "agent-runtime" (what agents run on, beside much else).
 */
const STANDINGS: readonly (readonly [string, RegExp])[] = [
  ["guard", /^clampd/],
  [
    "security",
    /^(?:auditd?|apparmor|selinux\w*|fail2ban\w*|firewalld|ufw|iptables|nftables|pf|clamav\w*|clamd|freshclam|falcon-sensor|falcond|crowdstrike\w*|sentinel(?:one|d|agent)\w*|osquery\w*|wazuh\w*|ossec\w*|falco|sysmon\w*|mdatp|wdavdaemon|cbdaemon|cbagentd|carbonblack\w*|cylance\w*|sophos\w*|savd|xagt|tanium\w*|aide\w*|tripwire\w*|snort|suricata|rsyslogd?|syslog(?:-ng|d)?|systemd-journald|sssd|polkitd?|opensnitchd?|littlesnitch\w*|lulu|xprotect\w*|usbguard\w*|chkrootkit|rkhunter|aesmd|datadog-agent|dd-agent|splunkd|splunk)$/,
  ],
  [
    "essential",
    /^(?:sshd?|openssh\w*|dropbear|systemd|systemd-(?!journald|resolved)[\w-]+|init|launchd|kernel_task|dbus(?:-daemon|-broker)?|networkmanager|networking|network|wpa_supplicant|dhcpcd|netplan|docker|dockerd|containerd|crio|podman|kubelet|kube-[\w-]+|k3s|cron|crond|udevd|loginwindow|windowserver|gdm3?|lightdm|sddm|display-manager|xorg|getty\w*|login|multipathd|lvm2[\w-]*|chronyd?|ntpd?|vmtoolsd|qemu-guest-agent|cloud-init|amazon-ssm-agent|google-guest-agent|waagent|tailscaled|com\.openssh\.sshd)$/,
  ],
  [
    "agent",
    /^(?:claude(?:-code)?|codex|cursor(?:-agent)?|gemini|qwen|opencode|aider|copilot|goose|amp|droid|crush|windsurf|cline)$/,
  ],
  ["agent-runtime", /^(?:node|nodejs|bun|deno)$/],
];

/** Tags of a unit or process name; folders, unit suffixes and instance names do not matter. */
export function standing(name: string): readonly string[] {
  const plain = name
    .replaceAll("\uFFFC", "")
    .trim()
    .toLowerCase()
    .replace(/^.*\//, "")
    .replace(/^[\^"']+|[$"']+$/g, "")
    .replace(/^\[(.)\]/, "$1")
    .replace(/\.(?:service|socket|timer|target|path|slice|scope|plist|exe)$/, "")
    .replace(/@.*$/, "");
  return STANDINGS.filter(([, test]) => test.test(plain)).map(([tag]) => tag);
}

/** A client's command line, not the service of the same name: `ssh -L 5433:db:5432 dev`, `docker logs`. */
const CLIENT = /^\s*(?:ssh|docker|podman|login|network)\s+(?=[\w-])/;

/** Tags of all words of a pattern such as `clampd-guard engine`. */
export function standings(pattern: string): readonly string[] {
  const words = pattern.replace(CLIENT, " ").split(/[\s|\\()]+/);
  return [...new Set([pattern, ...words].flatMap(standing))];
}
