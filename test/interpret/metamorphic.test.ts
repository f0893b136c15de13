import { beforeAll, describe, expect, test } from "vitest";
import rules from "#rules";
import { loadGrammars } from "../../src/interpret/code/grammars.ts";
import { createMatcher } from "../../src/rules/match.ts";
import { VARIATIONS } from "../../src/selftest/variations.ts";
import { type Case, readCorpus } from "../corpus/corpus.ts";
import { judge } from "../rules/judge.ts";

// What must not change a verdict: another spelling of the same act, text around it, a place where it is only mentioned.
const matchers = [createMatcher(rules)];
const cases = readCorpus().flatMap((one) => {
  const { command, shell } = one.example as { readonly command?: string; readonly shell?: string };
  return command === undefined || shell !== undefined || command.startsWith("#") ? [] : [{ one, command }];
});

beforeAll(() => loadGrammars(["python", "typescript", "ruby", "php"]), 60_000);

function stopped(one: Case, command: string): boolean {
  const { verdict } = judge({ ...one.example, command } as Case["example"], matchers);
  return verdict === "ask" || verdict === "deny";
}

const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

describe("a stopped call stays stopped", () => {
  for (const { name, spell } of VARIATIONS) {
    test(name, () => {
      const freed = cases
        .filter(({ one }) => one.expect === "stop")
        .filter(({ command }) => !(name === "subshell" && command.startsWith("(")))
        .filter(({ one, command }) => {
          const spelled = spell(command);
          return spelled !== undefined && !stopped(one, spelled);
        });
      expect(freed.map(({ command }) => command)).toEqual([]);
    }, 60_000);
  }
});

describe("an ordinary call stays left alone", () => {
  const around: Readonly<Record<string, (command: string) => string | undefined>> = {
    "bash -c": (command) => `bash -c ${quote(command)}`,
    "after a harmless command": (command) => `true && ${command}`,
    subshell: (command) => (command.includes("\n") || command.startsWith("(") ? undefined : `( ${command} )`),
  };
  for (const [name, spell] of Object.entries(around)) {
    test(name, () => {
      const flagged = cases.filter(({ one, command }) => {
        const spelled = one.expect === "leave" ? spell(command) : undefined;
        return spelled !== undefined && stopped(one, spelled);
      });
      expect(flagged.map(({ command }) => command)).toEqual([]);
    }, 60_000);
  }
});

describe("what is only mentioned is not done", () => {
  const mentions: Readonly<Record<string, (command: string) => string>> = {
    echo: (command) => `echo ${quote(command)}`,
    "a commit message": (command) => `git commit -m ${quote(command)}`,
    "a search": (command) => `grep -rn ${quote(command)} src`,
    "a comment": (command) => `ls # ${command.replaceAll("\n", " ")}`,
    "a file that is not run": (command) => `cat > notes.md <<'EOX'\n${command}\nEOX`,
  };
  for (const [name, spell] of Object.entries(mentions)) {
    test(name, () => {
      // A credential in the text is a finding wherever the text goes.
      const flagged = cases.filter(
        ({ one, command }) => !/AKIA|ghp_|sk-|xox[bp]-/.test(command) && stopped(one, spell(command)),
      );
      expect(flagged.map(({ command }) => command)).toEqual([]);
    }, 60_000);
  }
});
