import { describe, expect, test } from "vitest";
import { loadGrammars } from "../../src/interpret/code/grammars.ts";
import { newContext } from "../../src/interpret/context.ts";
import { MAX_NODES } from "../../src/interpret/limits.ts";
import { memoryWorld } from "../../src/interpret/memory-world.ts";
import { interpretAction } from "../../src/interpret/tools/action.ts";
import { exponent } from "../rules/exponent.ts";
import { given } from "./code-lines.ts";
import { callOf } from "./effects.ts";

await loadGrammars(["python", "typescript", "ruby", "php"]);

/** Units of the budget that a command takes; a budget that is used up would hide how the work grows. */
function work(command: string, shell: "bash" | "powershell" | "cmd"): number {
  const context = newContext(command, memoryWorld());
  interpretAction(callOf({ kind: "shell", command, shell }), context, { start: 0, end: command.length });
  expect(context.cutShort).toBe(false);
  return MAX_NODES - context.nodesLeft;
}

function repeated(piece: string, length: number): string {
  return piece.repeat(Math.floor(length / piece.length));
}

/** Pieces that are repeated to programs of 1,000 to 16,000 characters. */
const pieces: readonly (readonly [of: string, piece: string, command: (code: string) => string, shell?: "powershell" | "cmd"])[] = [
  ["python", "x = str(1) + 'a'\nprint(x)\n", (code) => given("python3", code)],
  ["python", "def f(a):\n  return a + 'b'\nf(f('c'))\n", (code) => given("python3", code)],
  ["javascript", "let x = [1, 2].map(y => y + 'a');\nconsole.log(x);\n", (code) => given("node", code)],
  ["javascript", "function f(a) { return a + 'b' }\nf(f('c'));\n", (code) => given("node", code)],
  ["ruby", "x = ['a', 'b'].map { |y| y + 'c' }\nputs x\n", (code) => given("ruby", code)],
  ["php", "$x = 'a' . strrev('b');\necho $x;\n", (code) => given("php", code)],
  ["perl", "my $x = 'a' . lc('B');\nprint \"$x\\n\";\n", (code) => given("perl", code)],
  ["perl", "sub f { return $_[0] . 'b' }\nf(f('c'));\n", (code) => given("perl", code)],
  ["powershell", "$x = 'a' + 'b'.ToUpper()\nWrite-Output $x\n", (code) => code, "powershell"],
  ["powershell", "foreach ($y in 1..3) { $x += \"$y\" }\n", (code) => code, "powershell"],
  ["cmd", "set X=a%X%\r\necho %X%\r\n", (code) => code, "cmd"],
  ["cmd", "for %i in (a b c) do echo %i\r\n", (code) => code, "cmd"],
  ["sql", "SELECT a FROM b WHERE c = 'd';\n", (code) => given("psql app", code)],
  ["sql", "DELETE FROM a WHERE b IN (SELECT c FROM d);\n", (code) => given("psql app", code)],
]; // biome-ignore format: one table

describe("work grows with the length of what is read", () => {
  const named = pieces.map(([of, piece, command, shell]) => ({ of, piece, command, shell }));
  test.each(named)("$of: $piece", ({ piece, command, shell }) => {
    const units = (n: number) => work(command(repeated(piece, n)), shell ?? "bash");
    // Something is counted at all.
    expect(units(16000)).toBeGreaterThan(8 * units(1000));
    expect(exponent(units)).toBeLessThanOrEqual(1.2);
  });
});
