import { MAX_DETECTED, percentDecoded } from "./decode.ts";

// A word alone is no sign (`cat`, `id`, `sort` are words of prose and names); with its usual argument it is.
const COMMAND =
  "(?:sudo\\s{1,3}|env\\s{1,3}|exec\\s{1,3}|/(?:usr/)?s?bin/)?(?:rm\\s{1,3}-|rm\\s{1,3}[/~.*]|(?:curl|wget)\\s{1,3}\\S|(?:ba|z|da|k)?sh(?:\\s{1,3}-|\\s{0,3}(?:$|[;|&`)]))|bash\\s{1,3}\\S|n(?:c|cat|etcat)\\s{1,3}\\S|cat\\s{1,3}[/~.$<\\w]*[/.]|cat\\s{0,2}<|tac\\s{1,3}/|(?:head|tail|less|more)\\s{1,3}(?:-\\S{1,9}\\s{1,3})?/|ls(?:\\s{1,3}[-/~.]|\\s{0,3}(?:$|[;|&`)]))|dir\\s{1,3}[A-Za-z]:|type\\s{1,3}[A-Za-z]:|id(?:\\s{0,3}(?:$|[;|&`)]))|whoami|hostname\\s{0,3}(?:$|[;|&`)])|uname\\b|pwd\\s{0,3}(?:$|[;|&`)])|env\\s{0,3}(?:$|[;|&`)])|printenv|sleep\\s{1,3}\\d|ping\\s{1,3}(?:-[a-z]\\s{0,3}\\d|\\d)|nslookup\\s|dig\\s{1,3}\\S|echo\\s{1,3}\\S|touch\\s{1,3}\\S|chmod\\s|chown\\s|mkfs|dd\\s{1,3}if=|shutdown\\b|reboot\\b|halt\\b|powershell|pwsh\\b|cmd(?:\\.exe)?\\s{0,3}/c|net\\s{1,3}user|del\\s{1,3}/|python[23]?\\s{1,3}-c|python[23]?\\s{1,3}\\S{1,80}\\.py|node\\s{1,3}-e|perl\\s{1,3}-e|ruby\\s{1,3}-e|php\\s{1,3}-r|base64\\s{1,3}-|eval\\s|mail\\s{1,3}-|crontab\\b|useradd\\s|passwd\\s|kill(?:all)?\\s{1,3}-|ifconfig\\b|ipconfig\\b|netstat\\b|systeminfo|tasklist|scp\\s{1,3}\\S|ssh\\s{1,3}\\S{1,80}@|tee\\s{1,3}/|xterm\\b|telnet\\s|find\\s{1,3}[/~.]|docker\\s{1,3}run|kubectl\\s{1,3}\\w|mv\\s{1,3}[/~]|cp\\s{1,3}[/~]|open\\s{1,3}-a|calc(?:\\.exe)?\\s{0,3}(?:$|[;|&`)]))";

const SIGNS: readonly RegExp[] = [
  new RegExp(`\\$\\(\\s{0,3}${COMMAND}`),
  new RegExp(`\`\\s{0,3}${COMMAND}`),
  new RegExp(`(?:;|\\|{1,2}|&{1,2}|[\\n\\r])\\s{0,4}${COMMAND}`),
  /\$\{IFS\}|\$IFS(?:\$\d)?/,
  /\/dev\/(?:tcp|udp)\//,
  /\{(?:cat|ls|rm|curl|wget|bash|sh|nc),/,
  /[<>]\(\s{0,3}(?:curl|wget|cat|bash|sh)\s/,
];

/** True where a value that names something carries a second command for a shell (CWE-78). Linear in the text. */
export function holdsCommandInjection(text: string): boolean {
  if (!/[;|&`$\n\r{<>%/]/.test(text)) return false;
  const plain = percentDecoded(text.slice(0, MAX_DETECTED));
  return SIGNS.some((pattern) => pattern.test(plain));
}
