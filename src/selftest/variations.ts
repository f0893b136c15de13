/** A way of spelling a shell command that changes nothing of what it does. Undefined where it does not apply to this one. */
export interface Variation {
  readonly name: string;
  readonly spell: (command: string) => string | undefined;
}

const SIMPLE = /^[\w./~-]+(?: [\w./~=:@%+,-]+)*$/;

export const VARIATIONS: readonly Variation[] = [
  { name: "bash -c", spell: (command) => `bash -c ${quote(command)}` },
  { name: "eval", spell: (command) => `eval ${quote(command)}` },
  {
    name: "here-document",
    spell: (command) => (command.includes("EOF") ? undefined : `bash <<'EOF'\n${command}\nEOF`),
  },
  { name: "base64", spell: (command) => `echo ${Buffer.from(command).toString("base64")} | base64 -d | sh` },
  { name: "subshell", spell: (command) => (command.includes("\n") ? undefined : `(${command})`) },
  { name: "after a harmless command", spell: (command) => `true && ${command}` },
  { name: "wrapped", spell: (command) => (SIMPLE.test(command) ? `nohup timeout 60 env A=1 ${command}` : undefined) },
  {
    name: "quoted words",
    spell: (command) => (SIMPLE.test(command) ? command.replace(/^(\w)(\w+)/, "$1'$2'") : undefined),
  },
  {
    name: "through a variable",
    spell: (command) => (SIMPLE.test(command) ? command.replace(/^([\w./-]+)/, "c=$1; $c") : undefined),
  },
];

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
