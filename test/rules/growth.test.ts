import { beforeAll, describe, expect, test } from "vitest";
import { newContext } from "../../src/interpret/context.ts";
import { MAX_NODES } from "../../src/interpret/limits.ts";
import { memoryWorld } from "../../src/interpret/memory-world.ts";
import { interpretAction } from "../../src/interpret/tools/action.ts";
import { readPacks } from "../../src/rules/build.ts";
import { compileRules } from "../../src/rules/compile.ts";
import { detectors } from "../../src/rules/detectors.ts";
import { createMatcher, type RuleMatcher } from "../../src/rules/match.ts";
import { callOf } from "../interpret/effects.ts";
import { exponent } from "./exponent.ts";

/** Command lines of about `size` characters. */
const SHAPES: Readonly<Record<string, (size: number) => string>> = {
  list: filled("rm -f a b; ", (part) => part),
  pipe: filled("cat x | ", (part) => `${part}wc`),
  words: filled("file.txt ", (part) => `rm ${part}`),
  "one long word": filled("a", (part) => `rm ${part}`),
  "quoted words": filled("'a b' ", (part) => `echo ${part}`),
  "here-document": filled("echo some text\n", (part) => `bash <<'EOF'\n${part}EOF\n`),
  "here-document that is data": filled("some text of a file\n", (part) => `cat > x <<'EOF'\n${part}EOF\n`),
  "substitutions side by side": filled("$(echo a) ", (part) => `rm ${part}`),
  "substitutions inside each other": (size) => nested("echo $(", ")", size),
  groups: (size) => nested("( ", " )", size),
  assignments: filled("A=b; ", (part) => `${part}rm $A`),
  "a variable that grows": filled("A=$A/b; ", (part) => `${part}rm $A`),
  loops: filled("for i in a b; do rm $i; done; ", (part) => part),
  "one loop over many words": filled("word ", (part) => `for i in ${part}; do rm $i; done`),
  conditions: filled("if [ -f x ]; then rm x; fi; ", (part) => part),
  functions: filled("f() { rm $1; }; f a; ", (part) => part),
  redirections: filled("echo a > x; ", (part) => part),
  braces: filled("{a,b}{c,d} ", (part) => `rm ${part}`),
};

function filled(part: string, around: (parts: string) => string) {
  return (size: number) => around(part.repeat(Math.ceil(size / part.length)));
}

/** The depth grows with the size. */
function nested(open: string, close: string, size: number): string {
  const depth = Math.ceil(size / (open.length + close.length));
  return `${open.repeat(depth)}echo a${close.repeat(depth)}`;
}

let matcher: RuleMatcher;
beforeAll(async () => {
  const { rules, dictionaries } = await readPacks(new URL("../../rules/", import.meta.url).pathname);
  matcher = createMatcher(compileRules(rules, dictionaries, []));
});

const world = memoryWorld();

/** Steps of the interpreter, effects, and work units of the rules. */
function work(command: string) {
  const context = newContext(command, world);
  interpretAction(callOf({ kind: "shell", command, shell: "bash" }), context, { start: 0, end: command.length });
  const rules = { units: 0 };
  const places = { home: "/home/dev", workspace: ["/home/dev/project"], foldsCase: false };
  matcher.match(context.effects, { text: command, ...places, detectors, redact: (text) => text, work: rules });
  return { steps: MAX_NODES - context.nodesLeft, effects: context.effects.length, units: rules.units };
}

// Sizes of the fitter are taken four times: up to 64 KB.
const worked = Object.entries(SHAPES).map(([name, shape]) => {
  const known = new Map<number, ReturnType<typeof work>>();
  const of = (n: number) => {
    const found = known.get(n) ?? work(shape(n * 4));
    known.set(n, found);
    return found;
  };
  return { name, of };
});

describe("work grows no faster than the command line", { timeout: 60_000 }, () => {
  test.each(worked)("$name", ({ of }) => {
    // One is added: what does nothing has no logarithm.
    expect(exponent((n) => 1 + of(n).steps)).toBeLessThanOrEqual(1.2);
    expect(exponent((n) => 1 + of(n).units)).toBeLessThanOrEqual(1.2);
    const { steps, effects } = of(16_000);
    expect(steps).toBeLessThanOrEqual(MAX_NODES);
    expect(effects).toBeGreaterThan(0);
  });
});
