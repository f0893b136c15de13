import { expect, it } from "vitest";
import { checkText } from "../../src/policy/check-text.ts";
import { formatProblem } from "../../src/rules/problems.ts";

const rules = [
  { id: "git.force-push", category: "git", pinned: false },
  { id: "guard.config", category: "guard", pinned: true },
];

function check(text: string, layer?: "managed" | "user" | "project"): readonly string[] {
  const now = Date.parse("2027-01-20");
  return checkText("f", text, { layer, rules, now, version: "1.0.0" }).map(formatProblem);
}

it.each<[string, string, readonly string[]]>([
  ["right", '{ "mode": "enforce" } // fine', []],
  [
    "misspelt",
    '{\n  "mod": "enforce",\n  "profile": "strickt"\n}',
    [
      'f:2:3: "mod" is not known to this version: did you mean "mode"?',
      'f:3:14: "profile" must be one of permissive, balanced, strict: did you mean "strict"?',
    ],
  ],
  [
    "repeated",
    '{"mode":"off",\r\n "mode":"observe"}',
    ['f:2:2: "mode" occurs twice, the first time in line 1: the last one counts; remove the other'],
  ],
  ["torn", '{"mode":\n', ["f:2:1: a value is expected here; the last entry has no comma after it"]],
  ["no object", "[]", ["f:1:1: the file holds no JSON object"]],
  [
    "about rules that nobody knows",
    '{"rules":{"git.forc-push":{"mode":"off"}},\n"rollout":[{"categories":["gti"]}]}',
    [
      'f:1:11: warning: no rule is called "git.forc-push": did you mean "git.force-push"?',
      'f:2:27: warning: no category is called "gti": did you mean "git"?',
    ],
  ],
  [
    "about the gateway, with names that nobody knows",
    '{"gateway":{"ask":["git","gaurd"],\n"when_unreachable":{"rules":{"git.force-pus":"closed","git.force-push":"open"},\n"categories":{"guard":"closed","got":"open"}}}}',
    [
      'f:1:26: warning: no category is called "gaurd": did you mean "guard"?',
      'f:2:30: warning: no rule is called "git.force-pus": did you mean "git.force-push"?',
      'f:3:32: warning: no category is called "got": did you mean "git"?',
    ],
  ],
  ["about the gateway, in single words", '{"gateway":{"ask":"uncertain","when_unreachable":"closed"}}', []],
  [
    "of names where they cannot be",
    '{"rules":"git.force-push","exemptions":[7],"gateway":{"when_unreachable":{"rules":["x"]}}}',
    [
      'f:1:10: "rules" must be an object',
      'f:1:41: "exemptions.0" must be an object',
      'f:1:83: "gateway.when_unreachable.rules" must be an object',
    ],
  ],
  [
    "without effect",
    '{"rules":{"guard.config":{"mode":"off"}},\n"exemptions":[{"rule":"guard.config","reason":"r"},\n{"rule":"git.force-push","reason":"r","expires":"2027-01-01"}]}',
    [
      'f:1:34: warning: "guard.config" cannot be made milder one by one: the mode has no effect',
      'f:2:23: warning: "guard.config" cannot be exempted: the exemption has no effect',
      "f:3:49: warning: the exemption has expired: remove it",
    ],
  ],
  ["newer", '{"minimumVersion":"2.0.0"}', ["f:1:19: warning: this guard is 1.0.0, older than what the file wants"]],
  ["half an exemption", '{"exemptions":[{"rule":"git.force-push"}]}', ['f:1:16: "exemptions.0.reason" is missing']],
])("a file that is %s", (_name, text, expected) => {
  expect(check(text)).toEqual(expected);
});

it.each([
  ["user", '{"locks":["mode"]}', ['f:1:10: warning: "locks" does not count in a user file']],
  ["project", '{"contact":"me"}', ['f:1:12: warning: "contact" does not count in a project file']],
  ["managed", '{"locks":["mode"],"contact":"me"}', []],
] as const)("what does not count in a %s file", (layer, text, expected) => {
  expect(check(text, layer)).toEqual(expected);
});
