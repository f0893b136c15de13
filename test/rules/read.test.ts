import { describe, expect, test } from "vitest";
import { locate, placeOf } from "../../src/rules/locate.ts";
import { formatProblem } from "../../src/rules/problems.ts";
import { head, readPack, ruleText } from "./pack.ts";

const problemsOf = (source: string, phrases: readonly string[] = []) =>
  readPack(source, phrases).problems.map(formatProblem);
const asked = (asks: string) => problemsOf(head + ruleText("x.a", asks));

describe("what a rule may not ask", () => {
  const rows: readonly [asks: string, line: RegExp][] = [
    ['when = { effect = "delte" }', /^rules\/x\.toml:14:10: there is no effect `delte`: did you mean `delete`\?$/],
    ['when = { effect = "zzzzzz" }', /there is no effect `zzzzzz`: write one of /],
    ["when = { effect = [] }", /an empty list never matches: name an effect$/],
    ['when = { effect = "delete", recursiv = true }', /no field `recursiv`: did you mean `recursive`\?$/],
    ['when = { all = ["x"] }', /a clause is a table/],
    ["when = { all = [] }", /`all` takes a list of clauses/],
    ['when = { any = "x" }', /`any` takes a list of clauses/],
    ['when = { any = [{ effect = "delete" }, { effect = "x" }] }', /there is no effect `x`/],
    ["when = {}", /it asks nothing/],
    [
      'when = { flow = { from = { not = { effect = "read" } }, to = { effect = "send" } } }',
      /`from` is a clause or `any` of clauses$/,
    ],
    ['when = { flow = { from = { effect = "x" }, to = { effect = "send" } } }', /there is no effect `x`/],
    ['when = { effect = "delete", path = { glob = ["etc"] } }', /the glob `etc` cannot be used/],
    ['when = { effect = "write", recursive = true }', /:14:28: the effect `write` has no field `recursive`/],
    ['when = { effect = ["delete", "write"], recursive = true }', /the effect `write` has no field `recursive`/],
    ['when = { effect = "delete", scope = "homes" }', /the field never has the value `homes`: did you mean `home`\?$/],
    [
      'when = { effect = "delete", scope = ["home", "x-ray"] }',
      /:14:46: the field never has the value `x-ray`: write one of/,
    ],
    ['when = { effect = ["delete", "write"], how = "mkdir" }', /`how` of `delete` never has such a value: split/],
    ['when = { effect = ["git", "persist"], action = "x" }', /the effect `persist` has no field `action`/],
    ['when = { effect = ["permission", "git"], value = "x" }', /`value` is not the same for git, permission/],
    ['when = { effect = "delete", recursive = "yes" }', /`yes` is not what this field holds: write true or false$/],
    ['when = { effect = "execute", program = { pattern = "x" } }', /`pattern` is for text/],
    ['when = { effect = "text", text = { pattern = "(" } }', /the pattern does not compile/],
    ['when = { effect = "text", text = { phrases = "phrases-x" } }', /there is no dictionary `phrases-x`/],
    ['when = { effect = "text", text = { detect = "x" } }', /there is no detector `x`/],
    ['when = { effect = "text", text = { like = "x" } }', /there is no matcher `like`/],
    ['when = { effect = "delete", path = "etc/x" }', /cannot be used: begin it with/],
    ['when = { effect = "delete", scope = [] }', /an empty list never matches/],
    ['when = { effect = "delete", scope = { any = "home" } }', /`any` takes a list: write any = \[ … \]$/],
    ['when = { effect = "delete", scope = { any = [] } }', /an empty list never matches/],
    ['when = { effect = "delete", scope = { not = "homes" } }', /the field never has the value `homes`/],
    ['when = { effect = "delete", scope = { all = [] } }', /`all` takes a list: write all = \[ … \]$/],
    ['when = { effect = "delete", scope = { all = ["homes"] } }', /the field never has the value `homes`/],
    [
      'when = { effect = "delete", path = { exists = "yes" } }',
      /`yes` is neither true nor false: write exists = true$/,
    ],
    ['when = { effect = "text", text = { longer = "x" } }', /`longer` takes a number of characters/],
    ['when = { effect = "delete", recursive = { longer = 3 } }', /`longer` takes a number of characters/],
    ['when = { effect = "execute", program = { glob = 3 } }', /`glob` takes a string or a list of strings$/],
    ['when = { effect = "execute", program = { glob = [] } }', /`glob` takes a string or a list of strings$/],
    ['when = { effect = "delete", recursive = { glob = "x" } }', /`glob` takes a string or a list of strings$/],
    ['when = { effect = "execute", program = { phrases = "x" } }', /`phrases` is for text/],
    ['when = { effect = "execute", program = { detect = "secret" } }', /`detect` is for text/],
    ['when = { effect = "execute", program = { secret = true } }', /`secret` is for text/],
    ['when = { effect = "text", text = { pattern = "" } }', /a pattern is a string of 1 to \d+ characters$/],
    ['when = { effect = "text", text = { pattern = 3 } }', /a pattern is a string of 1 to \d+ characters$/],
    ['when = { effect = "delete", scope = {} }', /an empty table asks nothing: leave the field out$/],
    ['when = { effect = "delete", scope = 3 }', /`3` is not what this field holds: write a string$/],
    ['when = { not = { effect = "delete" } }', /it could match without any effect/],
    ['when = { any = [{ effect = "delete" }, { not = { effect = "read" } }] }', /it could match without any effect/],
    ['when = { scope = "home" }', /a clause needs `effect`/],
    ['when = { flow = { from = { effect = "read" } } }', /`flow` takes `from` and `to`/],
    ['when = { effect = "delete", not = { effect = "read" } }', /`not` cannot stand in a clause/],
    ['when = { effect = "delete" }\nunless = { method = "GET" }', /:15:12: the effect `delete` has no field `method`/],
    ['when = { effect = "delete" }\nunless = {}', /`unless` takes clauses/],
    ['when = { effect = "delete" }\nbeter = "x"', /:15:1: unknown key `beter`: did you mean `better`\?$/],
  ];
  test.each(rows)("%s", (asks, line) => {
    const problems = asked(asks);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(line);
  });

  test.each([
    'when = { any = [{ effect = "delete" }], not = { effect = "read" } }',
    'when = { effect = "text", text = { secret = false } }',
    'when = { effect = "fetch", host = { any = ["a.test", "*.b.test"] } }',
    'when = { effect = ["delete", "read"], how = ["remove", "content"] }',
  ])("%s is right", (asks) => expect(asked(asks)).toEqual([]));

  test("what is no list of rules is said", () => {
    expect(problemsOf(`rule = 3\n${head}`)).toEqual([expect.stringContaining("`rule` does not fit")]);
    expect(problemsOf("pack = 3\n")).toEqual([expect.stringContaining("`rule` is missing"), expect.stringContaining("`pack` does not fit")]); // biome-ignore format: one line
  });

  test("cloud's own field `all` is a field and no combination", () => {
    expect(asked('when = { effect = "cloud", all = true }')).toEqual([]);
  });
});

test("all errors of a file are reported at once", () => {
  const source = `${head}
[[rule]]
id = "y.a"
title = "T"
severity = "grave"
maturity = "stable"
advice = "a"
when = { effect = "delete", scope = "homes", how = "burn" }
[rule.examples]
stop = ["a"]
leave = ["b", "bb"]
${ruleText("y.b", 'when = { effect = "read" }')}`;
  expect(problemsOf(source).map((line) => line.split(": ")[1])).toEqual([
    "`loses` is missing",
    "`severity` does not fit",
    "`stop` does not fit",
    "the field never has the value `homes`",
    "the field never has the value `burn`",
    "`y.b` is outside the pack's category",
  ]);
});

test.each(["stop", "leave"])("a built-in rule needs two examples to %s", (list) => {
  const source =
    head + ruleText("x.a", 'when = { effect = "read" }').replace(new RegExp(`${list} = .*`), `${list} = ["c"]`);
  expect(problemsOf(source)).toEqual([
    expect.stringMatching(new RegExp(`: \`${list}\` does not fit: write at least two, near misses among them$`)),
  ]);
});

test("a file without a header is told so, and its rules are checked all the same", () => {
  expect(problemsOf(ruleText("x.a", 'when = { effect = "delte" }')).map((line) => line.split(": ")[1])).toEqual([
    "`pack` is missing",
    "there is no effect `delte`",
  ]);
});

test("what is no TOML is told with its place", () => {
  expect(problemsOf('[pack]\nid = "x\n')[0]).toMatch(/^rules\/x\.toml:2:\d+: not TOML/);
});

test("places of keys in every form of TOML", () => {
  const source = [
    "# comment = 1",
    '[a."b.c"] # tail',
    'x.y = { p = "}", q = [1, "]", { z = 1 }] }',
    '"s" = """a = 1',
    'b = 2"""',
    "t = '''",
    "c = '' 3'''",
    "[[r]]",
    "k = [",
    "  # nothing",
    "  'one',",
    "  { d = 1 },",
    "]",
    "[r.sub]",
    "m = 1979-05-27T07:32:00Z",
    "[[r]]",
    "k = 1 # k = 2",
  ].join("\n");
  const places = locate(source);
  const at = (...path: (string | number)[]) => {
    const { line, column } = placeOf(places, path);
    return `${line}:${column}`;
  };
  expect(at("a", "b.c")).toBe("2:1");
  expect(at("a", "b.c", "x", "y", "q", 2, "z")).toBe("3:33");
  expect(at("a", "b.c", "t")).toBe("6:1");
  expect(at("r", 0, "k", 1, "d")).toBe("12:5");
  expect(at("r", 0, "sub", "m")).toBe("15:1");
  expect(at("r", 1, "k")).toBe("17:1");
  expect(at("r", 1, "missing")).toBe("16:1");
});
