import { describe, expect, test } from "vitest";
import { deleted, effectsOf, ofKind } from "./effects.ts";

const SIZE = 32_768;

function repeated(text: string, size = SIZE): string {
  return text.repeat(Math.floor(size / text.length));
}

function counted(count: number, line: (i: number) => string): string {
  return Array.from({ length: count }, (_, i) => line(i)).join("");
}

function reasons(command: string): readonly string[] {
  return ofKind(effectsOf(command), "unknown").map((effect) => effect.reason);
}

/** Words that hand a command on; without end they would use up the stack. */
const WRAPPERS = [
  ...[
    "sudo",
    "env A=1",
    "nice",
    "command",
    "exec",
    "xargs",
    "timeout 1",
    "find . -exec",
    "docker exec c",
    "npx",
    "rtk",
  ],
  ...["flock x", "kubectl exec p --", "uv run", "chroot /", "op run --", "eval", "watch", "ssh h", "cmd /c", "entr"],
];

describe("what is nested without end is cut short, and says so", () => {
  test.each(WRAPPERS)("%s", (wrapper) => {
    expect(reasons(`${repeated(`${wrapper} `)} rm -rf /`).some((reason) => reason.startsWith("limit-"))).toBe(true);
  });

  const shapes: readonly (readonly [of: string, command: string])[] = [
    ["functions that call one another", `${counted(2000, (i) => `f${i}() { f${i + 1}; }; `)} f0`],
    ["functions that call the next one twice", `${counted(60, (i) => `f${i}() { f${i + 1}; f${i + 1}; }; `)} f0`],
    ["aliases of aliases", `${counted(1500, (i) => `alias a${i}=a${i + 1}\n`)}a0`],
    ["groups", `${"{ ".repeat(7000)} ls; ${"}; ".repeat(7000)}`],
    ["substitutions", `echo ${"$(".repeat(3000)}rm -rf /${")".repeat(3000)}`],
    ["shells", `${repeated("bash -c 'sudo ", 300)} rm -rf /`],
    ["script blocks", `pwsh -c "${"& { ".repeat(40)} ls ${"} ".repeat(40)}"`],
    ["here-documents in one line", `cat ${"<<A ".repeat(3000)}\n${"A\n".repeat(3000)}`],
    ["folders that grow", repeated("cd a; ", 65_536)],
    ["a sum", `perl -e '$x=${"1+".repeat(20000)}1; unlink $x'`],
    ["members of members", `perl -e '$x${"->a".repeat(10000)}'`],
    ["brackets of code", `perl -e '${"(".repeat(3000)}unlink "a"${")".repeat(3000)}'`],
    ["functions of code", `perl -e '${counted(60, (i) => `sub f${i} { f${i + 1}() } `)} f0()'`],
    ["cmd's call", `cmd /c "${repeated("call ")} del a"`],
    ["cmd's start", `cmd /c "${repeated("start ")} del a"`],
    ["more co-processes than a stack holds", `${repeated("coproc ", 250_000)} rm -rf /`],
    ["a sum of the shell's", `(( ${repeated("a+", 120_000)}1 ))`],
    ["a sum in a word", `echo $(( ${repeated("a+", 120_000)}$(rm -rf /) ))`],
    ["a sum in a loop", `for (( i=${repeated("a+", 120_000)}1; ; )); do ls; done`],
    ["input and output of programs", `cat ${"<(cat ".repeat(40)}x${")".repeat(40)}`],
    ["co-processes", `${repeated("coproc ")} rm -rf /`],
  ];
  test.each(shapes)("%s", (_, command) => {
    expect(reasons(command).some((reason) => reason.startsWith("limit-") || reason === "syntax-error")).toBe(true);
  });

  test.each([
    ["a variable that doubles", `a=xxxxxxxx; ${"a=$a$a; ".repeat(100)} rm -rf $a`],
    ["a variable that is added to itself", `a=xxxxxxxx; ${"a+=$a; ".repeat(100)} rm -rf $a`],
    ["a variable of cmd that doubles", `cmd /c "set a=aaaaaaaa&${"set a=%a%%a%&".repeat(100)} del %a%"`],
    ["a list that doubles", `a=(x y); ${'a=("${a[@]}" "${a[@]}"); '.repeat(100)} rm -rf "\${a[@]}"`],
    ["text that is printed again and again", `a=${"x".repeat(9000)}; ${"echo $(echo $a$a$a; echo $a); ".repeat(900)}`],
    ["letters that are replaced by more", `a=${"x".repeat(9000)}; ${"a=${a//x/$a}; ".repeat(9)} rm -rf $a`],
  ])("%s does not fill the memory", (_, command) => {
    for (const effect of effectsOf(command)) expect(JSON.stringify(effect).length).toBeLessThan(1_000_000);
  });
});

describe("nothing of a long list is dropped in silence", () => {
  const words = counted(2000, (i) => `f${i} `);
  test.each([
    ["a variable that is split", `x="${words} /"; rm -rf $x`],
    ["positional parameters", `set -- ${words} /; rm -rf "$@"`],
    ["an array", `x=(${words} /); rm -rf "\${x[@]}"`],
    ["a loop", `for x in ${words} /; do rm -rf $x; done`],
    ["braces", `rm -rf {${words.trim().replaceAll(" ", ",")},/}`],
    ["lines that are read", `printf '%s\\n' ${counted(900, (i) => `f${i} `)} / | while read x; do rm -rf $x; done`],
    ["xargs", `echo ${words} / | xargs rm -rf`],
  ])("%s", (_, command) => {
    expect(deleted(command)).toContain("/");
  });

  test.each([
    ["braces times braces", `rm -rf {${repeated("a,", 200)}b}{${repeated("a,", 200)}b}`],
    ["a sequence", "rm -rf {1..5000}"],
    ["values times values", `for x in ${words}; do for y in ${words}; do rm -rf $x$y; done; done`],
    ["many lines that are read", `printf '%s\\n' ${words} / | while read x; do rm -rf $x; done`],
  ])("%s: what is left out is there as something unknown", (_, command) => {
    const effects = ofKind(effectsOf(command), "delete");
    expect(effects.some((effect) => effect.target.path.includes("\uFFFC"))).toBe(true);
  });

  test("a command that many shells hold is read, or its depth is said", () => {
    const inside = (depth: number): string =>
      depth === 0 ? "sudo rm -rf /" : `bash -c ${JSON.stringify(inside(depth - 1)).replaceAll("$", "\\$")}`;
    for (const depth of [1, 5, 8]) expect(deleted(inside(depth))).toEqual(["/"]);
    // Substitutions nest without the quotes that double.
    const nested = (depth: number): string => (depth === 0 ? "sudo rm -rf /" : `echo $(${nested(depth - 1)})`);
    for (let depth = 0; depth < 30; depth++) {
      const seen = deleted(nested(depth)).includes("/") || reasons(nested(depth)).includes("limit-nesting");
      expect(seen, `${depth}`).toBe(true);
    }
  });
});
