import { describe, expect, test } from "vitest";
import { compileRules } from "../../src/rules/compile.ts";
import { createMatcher } from "../../src/rules/match.ts";
import { readRules } from "../../src/rules/read.ts";
import { importSigma } from "../../src/rules/sigma.ts";
import { judge } from "./judge.ts";

const head = (source: string, more = "") => `title: A rule
logsource: { ${source} }
${more}
detection:
`;
const linux = head("category: process_creation, product: linux");
const windows = head("category: process_creation, product: windows");
const files = head("category: file_event, product: linux");

function load(sigma: string) {
  const { text, left } = importSigma([sigma], "x");
  expect(left).toEqual([]);
  const read = readRules("sigma-x.toml", text ?? "", {
    layer: "user",
    phrases: new Set(),
    engine: "linear",
    compiles: () => "no patterns are made",
  });
  expect(read.problems).toEqual([]);
  return { text: text ?? "", rules: read.rules, matchers: [createMatcher(compileRules(read.rules, {}, []))] };
}

const platform = { platform: "win32", shell: "cmd" } as const;
const write = (file_path: string) => ({ tool: "Write", input: { file_path, content: "x" } });

type Example = Parameters<typeof judge>[0];
const TABLE: readonly { says: string; sigma: string; finds: readonly Example[]; leaves: readonly Example[] }[] = [
  {
    says: "a program by its name, and a word of its command line",
    sigma: `${linux}  selection:
    Image|endswith: /nmap
    CommandLine|contains: ' -sS'
  condition: selection`,
    finds: ["nmap -sS host", "sudo nmap -v -sSU host", "cd /tmp && /usr/bin/nmap -sS host"],
    leaves: ["nmap -sn host", "echo nmap -sS host", "ncat -sS host"],
  },
  {
    says: "values are alternatives, with `all` they must all hold",
    sigma: `${linux}  selection:
    Image|endswith: [/frob, /frobnicate]
    CommandLine|contains|all: [--delete, prod]
  condition: selection`,
    finds: ["frob --delete x-prod", "frobnicate --delete-now production"],
    leaves: ["frob --delete x", "frob prod", "other --delete prod"],
  },
  {
    says: "a list of tables is any of them",
    sigma: `${linux}  selection:
    - Image|endswith: /frob
    - OriginalFileName: blub
  condition: selection`,
    finds: ["frob", "blub x"],
    leaves: ["frobs", "ls frob"],
  },
  {
    says: "a filter takes away",
    sigma: `${linux}  selection:
    Image|endswith: /frob
  filter_main_dry:
    CommandLine|contains: --dry-run
  filter_main_help:
    CommandLine|endswith: help
  condition: selection and not 1 of filter_main_*`,
    finds: ["frob", "frob x"],
    leaves: ["frob --dry-run", "frob x help"],
  },
  {
    says: "not of several fields is any of them missing",
    sigma: `${linux}  selection:
    Image|endswith: /frob
  filter:
    CommandLine|contains|all: [one, two]
  condition: selection and not filter`,
    finds: ["frob one", "frob two", "frob"],
    leaves: ["frob one two"],
  },
  {
    says: "all of, or, and parentheses",
    sigma: `${linux}  sel_a:
    Image|endswith: /frob
  sel_b:
    CommandLine|contains: here
  other:
    Image|endswith: /blub
  condition: (all of sel_*) or other`,
    finds: ["frob here", "blub"],
    leaves: ["frob", "ls here"],
  },
  {
    says: "all of them leaves out what begins with an underscore",
    sigma: `${linux}  sel_a:
    Image|endswith: /frob
  _never:
    Image|endswith: /blub
  condition: all of them`,
    finds: ["frob"],
    leaves: ["blub"],
  },
  {
    says: "a text that begins in the program's name",
    sigma: `${linux}  selection:
    CommandLine|startswith: 'frob delete'
  condition: selection`,
    finds: ["frob delete", "frob delete-all x", "/opt/frob delete"],
    leaves: ["frob list", "echo frob delete"],
  },
  {
    says: "a text that stands anywhere",
    sigma: `${linux}  selection:
    CommandLine|contains: 'frob delete'
  condition: selection`,
    finds: ["frob delete", "runner xfrob delete"],
    leaves: ["frob list", "delete"],
  },
  {
    says: "wildcards of a value, and what takes their meaning away",
    sigma: `${linux}  selection:
    Image: '*/frob?'
    CommandLine: ['*-x*y *', '* \\*\\? *']
  condition: selection`,
    finds: ["frob1 -xay z", "frob1 '*?' z"],
    leaves: ["frob -xay z", "frob1 -x z", "frob1 ab z"],
  },
  {
    says: "folders of programs",
    sigma: `${linux}  selection:
    - Image|startswith: /tmp/
    - Image|contains: /.cache/
    - Image|startswith: /var/run
    - Image: /usr/bin/frob
    - Image|contains: blub
    - Image|contains: /zip
  condition: selection`,
    finds: ["/tmp/a/b", "~/.cache/x", "/var/run2/x", "frob", "blubber", "zipper", "/opt/zip-1/run"],
    leaves: ["/opt/x", "./x"],
  },
  {
    says: "on Windows case does not count, and options have two dashes",
    sigma: `${windows}  selection:
    Image|endswith: '\\Frob.exe'
    CommandLine|contains|windash: ' -All'
    ParentImage|endswith: '\\cmd.exe'
  condition: selection`,
    finds: [
      { command: "FROB.EXE /all", ...platform },
      { command: "frob -ALL", ...platform },
    ],
    leaves: [{ command: "frob -some", ...platform }],
  },
  {
    says: "files that are written",
    sigma: `${files}  selection:
    - TargetFilename|endswith: [/.frobrc, .frob]
    - TargetFilename|startswith: /etc/frob
    - TargetFilename|contains: /blub/
    - TargetFilename: /srv/one
  condition: selection`,
    finds: ["/home/dev/.frobrc", "a.frob", "/etc/frob.d/x", "/etc/frob", "/x/blub/y", "/srv/one"].map(write),
    leaves: [...["/home/dev/frobrc", "/etc/fro", "/srv/one2"].map(write), "cat /etc/frob.d/x"],
  },
  {
    says: "who writes them",
    sigma: `${files}  selection:
    TargetFilename|startswith: /etc/
    Image|endswith: /tee
  condition: selection`,
    finds: ["echo x | tee /etc/y"],
    leaves: ["echo x > /etc/y", "echo x | tee y"],
  },
  {
    says: "files that are deleted",
    sigma: `${head("category: file_delete, product: linux")}  selection:
    TargetFilename|endswith: .log
  condition: selection`,
    finds: ["rm x.log"],
    leaves: ["rm x", "cat x.log"],
  },
  {
    says: "files that are read",
    sigma: `${head("category: file_access")}  selection:
    TargetFilename|endswith: /frob.key
  condition: [selection]`,
    finds: ["cat a/frob.key"],
    leaves: ["cat b.key"],
  },
  {
    says: "files on Windows",
    sigma: `${head("category: file_delete, product: windows")}  selection:
    TargetFilename|endswith: '\\Frob\\x.dat'
  condition: selection`,
    finds: [{ command: "del C:\\frob\\X.DAT", ...platform }],
    leaves: [{ command: "del C:\\x.dat", ...platform }],
  },
];

describe("a Sigma rule that is taken over", () => {
  test.each(TABLE)("$says", ({ sigma, finds, leaves }) => {
    const { matchers, rules } = load(sigma);
    const found = (example: Example) => judge(example, matchers).findings.length > 0;
    expect(finds.filter((example) => !found(example))).toEqual([]);
    expect(leaves.filter(found)).toEqual([]);
    for (const { source } of rules) {
      expect(source.examples.stop.filter((example) => !found(example))).toEqual([]);
      expect(source.examples.leave.filter(found)).toEqual([]);
    }
  });
});

const only = (detection: string, source?: string, more?: string) =>
  (source === undefined ? linux : head(source, more)) + detection;
const frob = "  s: { Image|endswith: /frob }\n";
const LEFT: readonly (readonly [reason: RegExp, sigma: string])[] = [
  [/regular expression/, only("  s: { CommandLine|re: a.*b }\n  condition: s")],
  [/range of addresses/, only("  s: { Image|cidr: 10.0.0.0/8 }\n  condition: s")],
  [/`CommandLine\|fuzzy` asks for `fuzzy`, which is not known/, only("  s: { CommandLine|fuzzy: a }\n  condition: s")],
  [/`User` is not known of a tool call/, only("  s: { User: root }\n  condition: s")],
  [/which program started this one/, only("  s: { ParentImage|endswith: /nginx }\n  condition: s")],
  [/keywords/, only("  s: [a, b]\n  condition: s")],
  [/keywords/, only("  s: a\n  condition: s")],
  [/asks for `null`/, only("  s: { CommandLine: null }\n  condition: s")],
  [/any value/, only("  s: { CommandLine: '*' }\n  condition: s")],
  [/names no value/, only("  s: { CommandLine: [] }\n  condition: s")],
  [/blanks or quotes/, only("  s: { CommandLine|contains: ' ' }\n  condition: s")],
  [/counts events/, only(`${frob}  condition: s | count() > 5`)],
  [/names `t`, which is not there/, only(`${frob}  condition: s and t`)],
  [/names `t_\*`, which is not there/, only(`${frob}  condition: 1 of t_*`)],
  [/names ``, which is not there/, only(`${frob}  condition: 1 of`)],
  [/ends too early/, only(`${frob}  condition: ''`)],
  [/counts selections: `2 of s\*`/, only(`${frob}  condition: 2 of s*`)],
  [/lacks a parenthesis/, only(`${frob}  condition: (s`)],
  [/ends too early/, only(`${frob}  condition: s and`)],
  [/cannot be read at `s`/, only(`${frob}  condition: s s`)],
  [/nested too deeply/, only(`${frob}  condition: ${"(".repeat(40)}s${")".repeat(40)}`)],
  [/only what must not be/, only(`${frob}  condition: not s`)],
  [/only what must not be/, only("  s: { ParentImage|endswith: /bash }\n  condition: s")],
  [
    /more than 64 clauses/,
    only(
      `${Array.from({ length: 4 }, (_, i) => `  s${i}: { CommandLine|contains: [a${i}, b${i}, c${i}] }\n`).join("")}  condition: all of s*`,
    ),
  ],
  [/log source `network_connection`/, only(`${frob}  condition: s`, "category: network_connection")],
  [/log source `linux`/, only(`${frob}  condition: s`, "product: linux, service: auditd")],
  [/log source `\?`/, only(`${frob}  condition: s`, "service: x")],
  [/calls it deprecated/, only(`${frob}  condition: s`, "category: process_creation", "status: deprecated")],
  [/asks a process for a file/, only("  s: { TargetFilename: /x }\n  condition: s")],
  [/command line of a writing/, only("  s: { CommandLine: x }\n  condition: s", "category: file_event")],
  [/in which folder the writing/, only("  s: { Image|startswith: /tmp/ }\n  condition: s", "category: file_event")],
  [/no place that a path/, only("  s: { TargetFilename: x }\n  condition: s", "category: file_event")],
  [/no Sigma rule: `detection` does not fit/, "title: A rule\nlogsource: { category: process_creation }"],
  [/no Sigma rule: `file` does not fit/, "just a text"],
  [/no YAML/, "a: [b"],
  [
    /no YAML: Excessive alias count/,
    `a: &a [x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b]\nd: &d [*c, *c, *c, *c, *c, *c]\ne: [*d, *d, *d, *d]`,
  ],
];

describe("what is left out, and why", () => {
  test.each(LEFT)("%s", (reason, sigma) => {
    const { text, taken, left } = importSigma([sigma], "x");
    expect(left).toEqual([{ title: expect.any(String), reason: expect.stringMatching(reason) }]);
    expect({ text, taken }).toEqual({ text: undefined, taken: [] });
  });
});

test("what a rule says of itself is kept", () => {
  const { text, rules } = load(`title: "A 'rule' \\u0007 of mine."
id: 6d0f7a6e-0000-4000-8000-000000000001
status: experimental
description: |
  Two
  lines.
author: A. Writer, B. Writer
date: 2024-01-31
references: [https://example.com/a, https://example.com/b]
tags: [attack.execution, attack.t1059.004, cve.2024-1]
level: informational
falsepositives: [Admins, Tests]
logsource: { category: process_creation, product: linux }
detection:
  s: { CommandLine|contains: 'one two' }
  condition: s`);
  expect(rules[0]?.source).toMatchObject({
    id: "sigma.a-rule-of-mine",
    title: "A 'rule' of mine",
    loses: "Two lines",
    severity: "low",
    maturity: "incubating",
    labels: { attack: ["T1059.004"] },
    falsepositives: "Admins; Tests",
  });
  expect(text.match(/^# .*/gm)?.slice(2)).toEqual([
    "# sigma id: 6d0f7a6e-0000-4000-8000-000000000001",
    "# author: A. Writer, B. Writer",
    "# date: 2024-01-31",
    "# reference: https://example.com/a",
    "# reference: https://example.com/b",
    "# looser than the original: the words of one text are asked for in any order",
  ]);
});

test("a title without letters still names a rule, and one selection may be counted", () => {
  const { taken, left } = importSigma(
    [`${linux}${frob}  condition: 1 of s\n`.replace(/title: .*/, "title: '???'")],
    "x",
  );
  expect({ taken: taken.map(({ id }) => id), left }).toEqual({ taken: ["sigma.rule"], left: [] });
});

test("several documents and files make one pack; ids stay apart", () => {
  const one = `${linux}${frob}  condition: s\n`;
  const { taken, left } = importSigma([`${one}---\n${one}`, one, "a: [b"], "x");
  expect(taken.map(({ id }) => id)).toEqual(["sigma.a-rule", "sigma.a-rule-2", "sigma.a-rule-3"]);
  expect(left).toEqual([{ title: "document 4", reason: expect.stringContaining("no YAML") }]);
});
