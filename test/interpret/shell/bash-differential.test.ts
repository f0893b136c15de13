import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { executed } from "../effects.ts";

// Words as a real bash expands them against words as the interpreter reads them. `show` is no program: nothing is run.
const piece = fc.oneof(
  fc
    .constantFrom("a", "b c", "x*y", "~", "$", "{", "}", ",", "=", "-", "\\", "'", '"', " ", ";", "é")
    .map((text) => `'${text.replaceAll("'", "'\\''")}'`),
  fc.constantFrom("plain", "1", "-x", "=", "%", "@", "+", ".", "/", "a=b"),
  fc.constantFrom("\\ ", "\\$", "\\\\", "\\'", '\\"', "\\*", "\\~"),
  fc.constantFrom('"a b"', '""', "''", '"$v"', '"${v}"', '"\\$v"', '"a\\"b"', "$'\\t'", "$'\\x41'", "$'a\\'b'", '"~"'),
  fc.constantFrom(
    "${v}",
    "${w}",
    "${v:-d}",
    "${u:-d}",
    "${v:+e}",
    "${u:+e}",
    "${v#v}",
    "${v%1}",
    "${#v}",
    "${v:1}",
    "${v/1/2}",
    "${v^}",
    "${v^^}",
    "${e}",
    '"${e}"',
  ),
  fc.constantFrom("$(echo s)", "`echo t`", '"$(echo q r)"', "$(echo q r)", "$((1+2*3))"),
  fc.constantFrom("{a,b}", "{1..3}", "x{,y}", "{a,b}{c,d}", "{a}", "'{a,b}'", '{"a b",c}'),
);
const line = fc
  .array(
    fc.array(piece, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("")),
    { minLength: 1, maxLength: 5 },
  )
  .map((words) => words.join(" "));

const PRELUDE = "v=v1; w='p  q'; e=; unset u; ";

test("words are expanded as bash expands them", () => {
  const lines = fc.sample(line, 400);
  const script = lines.map((text) => `${PRELUDE}set -f; set -- ${text}\nprintf '%s\\0' "$#" "$@"`).join("\n");
  const { stdout } = spawnSync("bash", ["--norc", "-c", script], {
    encoding: "utf8",
    env: { HOME: "/home/dev", PATH: "/usr/bin:/bin" },
    cwd: "/",
  });
  const fields = stdout.split("\0");
  for (const text of lines) {
    const count = Number(fields.shift());
    const bash = fields.splice(0, count);
    const ours = executed(`${PRELUDE}show ${text}`, { home: "/home/dev" })
      .find(([program]) => program === "show")
      ?.slice(1);
    expect(ours, text).toEqual(bash);
  }
});
