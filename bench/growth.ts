import { answerHook, freshPolicy } from "../src/hook/hook.ts";
import { thisMachine } from "../src/world/machine.ts";
import { exponent } from "./figures.ts";

const SIZES = [1, 2, 4, 8, 16, 32, 64].map((kilobytes) => kilobytes * 1024);
const ROUNDS = 7;

/** Ways in which a command line can be long. */
const SHAPES: Readonly<Record<string, (size: number) => string>> = {
  "many commands": (size) => repeated("rm -rf ./build && ", size).concat("true"),
  "many operands": (size) => `rm -rf ${repeated("src/a.ts ", size)}`,
  "one long word": (size) => `echo ${"x".repeat(size)}`,
  "many pipes": (size) => `cat a ${repeated("| grep b ", size)}`,
  "many substitutions": (size) => `echo ${repeated("$(date) ", size)}`,
  "many redirects": (size) => repeated("echo a > b; ", size),
  "a long here-document": (size) => `cat <<'EOF'\n${repeated("a line of text\n", size)}EOF`,
  "many assignments": (size) => repeated("a=1; ", size),
};

function repeated(text: string, size: number): string {
  return text.repeat(Math.ceil(size / text.length));
}

export interface Growth {
  readonly shape: string;
  readonly exponent: number;
  readonly points: readonly { readonly size: number; readonly ms: number }[];
}

/** How the time of one answer grows with the command's length, in this process; the least of several rounds counts. */
export async function growth(home: string): Promise<readonly Growth[]> {
  const machine = thisMachine({ HOME: home });
  const context = { machine, now: Date.now(), elapsedUs: () => 0, loadPolicy: freshPolicy };
  const results: Growth[] = [];
  for (const [shape, make] of Object.entries(SHAPES)) {
    const least = SIZES.map(() => Number.POSITIVE_INFINITY);
    for (let round = 0; round < ROUNDS; round++) {
      for (const [i, size] of SIZES.entries()) {
        const call = { hook_event_name: "PreToolUse", session_id: "s", cwd: home, tool_name: "Bash" };
        const stdin = JSON.stringify({ ...call, tool_input: { command: make(size) } });
        const started = performance.now();
        await answerHook(stdin, context);
        least[i] = Math.min(least[i] ?? 0, performance.now() - started);
      }
    }
    const points = SIZES.map((size, i) => ({ size, ms: least[i] ?? 0 }));
    results.push({ shape, exponent: exponent(points), points });
  }
  return results;
}
