import { MAX_DETECTED, percentDecoded } from "./decode.ts";

// A word alone is no sign (`cat`, `id`, `sort` are words of prose and names); with its usual argument it is.
const COMMAND =
  "(?:sudo[ \\t]{1,3}|env[ \\t]{1,3}|exec[ \\t]{1,3}|/(?:usr/)?s?bin/)?(?:rm[ \\t]{1,3}-|rm[ \\t]{1,3}[/~.*]|(?:curl|wget)[ \\t]{1,3}\\S|(?:ba|z|da|k)?sh(?:[ \\t]{1,3}-|[ \\t]{0,3}(?:$|[;|&`)]))|bash[ \\t]{1,3}\\S|n(?:c|cat|etcat)[ \\t]{1,3}\\S|cat[ \\t]{1,3}[/~.$<\\w]*[/.]|cat[ \\t]{0,2}<|tac[ \\t]{1,3}/|(?:head|tail|less|more)[ \\t]{1,3}(?:-\\S{1,9}[ \\t]{1,3})?/|ls(?:[ \\t]{1,3}[-/~.]|[ \\t]{0,3}(?:$|[;|&`)]))|dir[ \\t]{1,3}[A-Za-z]:|type[ \\t]{1,3}[A-Za-z]:|id(?:[ \\t]{0,3}(?:$|[;|&`)]))|whoami|hostname[ \\t]{0,3}(?:$|[;|&`)])|uname\\b|pwd[ \\t]{0,3}(?:$|[;|&`)])|env[ \\t]{0,3}(?:$|[;|&`)])|printenv|sleep[ \\t]{1,3}\\d|ping[ \\t]{1,3}(?:-[a-z][ \\t]{0,3}\\d|\\d)|nslookup[ \\t]|dig[ \\t]{1,3}\\S|echo[ \\t]{1,3}\\S|touch[ \\t]{1,3}\\S|chmod[ \\t]|chown[ \\t]|mkfs|dd[ \\t]{1,3}if=|shutdown\\b|reboot\\b|halt\\b|powershell|pwsh\\b|cmd(?:\\.exe)?[ \\t]{0,3}/c|net[ \\t]{1,3}user|del[ \\t]{1,3}/|python[23]?[ \\t]{1,3}-c|python[23]?[ \\t]{1,3}\\S{1,80}\\.py|node[ \\t]{1,3}-e|perl[ \\t]{1,3}-e|ruby[ \\t]{1,3}-e|php[ \\t]{1,3}-r|base64[ \\t]{1,3}-|eval[ \\t]|mail[ \\t]{1,3}-|crontab\\b|useradd[ \\t]|passwd[ \\t]|kill(?:all)?[ \\t]{1,3}-|ifconfig\\b|ipconfig\\b|netstat\\b|systeminfo|tasklist|scp[ \\t]{1,3}\\S|ssh[ \\t]{1,3}\\S{1,80}@|tee[ \\t]{1,3}/|xterm\\b|telnet[ \\t]|find[ \\t]{1,3}[/~.]|docker[ \\t]{1,3}run|kubectl[ \\t]{1,3}\\w|mv[ \\t]{1,3}[/~]|cp[ \\t]{1,3}[/~]|open[ \\t]{1,3}-a|calc(?:\\.exe)?[ \\t]{0,3}(?:$|[;|&`)]))";

const SIGNS: readonly RegExp[] = [
  new RegExp(`\\$\\([ \\t]{0,3}${COMMAND}`),
  new RegExp(`\`[ \\t]{0,3}${COMMAND}`),
  new RegExp(`(?:;|\\|{1,2}|&{1,2}|[\\n\\r])[ \\t]{0,4}${COMMAND}`),
  /__import__\(\s?['"](?:os|subprocess|pty|socket)['"]|\bos\.(?:system|popen)\(\s?['"]|getRuntime\(\)\.exec\(|require\(\s?['"]child_process/,
  /\$\{IFS\}|\$IFS(?:\$\d)?/,
  /\/dev\/(?:tcp|udp)\//,
  /\{(?:cat|ls|rm|curl|wget|bash|sh|nc),/,
  /[<>]\([ \t]{0,3}(?:curl|wget|cat|bash|sh)[ \t]/,
];

/** True where a value that names something carries a second command for a shell (CWE-78). Linear in the text. */
export function holdsCommandInjection(text: string): boolean {
  if (!/[;|&`$\n\r{<>%/(]/.test(text)) return false;
  const plain = percentDecoded(text.slice(0, MAX_DETECTED));
  return SIGNS.some((pattern) => pattern.test(plain));
}
