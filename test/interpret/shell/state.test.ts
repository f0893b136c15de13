import { describe, expect, test } from "vitest";
import { interpret } from "../../../src/interpret/interpret.ts";
import { memoryWorld } from "../../../src/interpret/memory-world.ts";
import { callOf, deleted, effectsOf, ofKind } from "../effects.ts";

describe("where relative paths point", () => {
  test.each([
    ["rm x", ["/home/dev/project/x"]],
    ["cd sub && rm x", ["/home/dev/project/sub/x"]],
    ["(cd sub; rm x); rm y", ["/home/dev/project/sub/x", "/home/dev/project/y"]],
    ["pushd sub; rm x; popd; rm y", ["/home/dev/project/sub/x", "/home/dev/project/y"]],
    ["cd sub; cd -; rm x", ["/home/dev/project/x"]],
    ["cd; rm x", ["/home/dev/x"]],
    ["cd ~/other; rm ../x", ["/home/dev/x"]],
    ["cd sub | rm x", ["/home/dev/project/x"]],
    ["f() { cd sub; }; f; rm x", ["/home/dev/project/sub/x"]],
    ['rm "$PWD/x"', ["/home/dev/project/x"]],
    ["cd /tmp; rm $OLDPWD/x", ["/home/dev/project/x"]],
    ["rm $(pwd)/x", ["/home/dev/project/x"]],
    ["bash -c 'cd sub; rm x'; rm y", ["/home/dev/project/sub/x", "/home/dev/project/y"]],
    ["env -C sub rm x", ["/home/dev/project/sub/x"]],
    ['cd "$UNKNOWN"; rm x', ["\uFFFC/x"]],
    ['d=$(mktemp -d); rm -rf "$d"', ["/tmp/tmp.\uFFFCx"]],
    ["rm ~/a ~dev/b ~root/c", ["/home/dev/a", "/home/dev/b", "/root/c"]],
    ["rm a{1,2}", ["/home/dev/project/a1", "/home/dev/project/a2"]],
    ["rm 'a{1,2}'", ["/home/dev/project/a{1,2}"]],
    ["ln -s /etc a; ln -s a b; rm b/x", ["/etc/x"]],
    ["ln -s b a; ln -s /etc b; rm a/x", ["/etc/x"]],
    ["ln -s b a; ln -s a b; rm c/x", ["/home/dev/project/c/x"]],
  ])("%s", (command, paths) => {
    expect(deleted(command)).toEqual(paths);
  });
});

describe("variables", () => {
  test.each([
    ["x=a; rm $x", ["a"]],
    ["x=a; x=b; rm $x", ["b"]],
    ["x=a; if c; then x=b; fi; rm $x", ["a", "b"]],
    ["x=a; c && x=b; rm $x", ["a", "b"]],
    ["x=a; (x=b); rm $x", ["a"]],
    ["x='a b'; rm $x", ["a", "b"]],
    ["x='a b'; rm \"$x\"", ["a b"]],
    ["for x in a b; do rm $x; done", ["a", "b"]],
    ["for i in 1 2 3 4 5 6 7 8; do rm f$i; done", ["f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8"]],
    ["x=(a b); rm ${x[1]}", ["b"]],
    ["x=abc; rm ${x:1}", ["bc"]],
    ["x=a.txt; rm ${x%.txt}", ["a"]],
    ["x=; rm ${x:-d}", ["d"]],
    ["rm $((1+2))", ["3"]],
    ["x=1; rm f$((x+1))", ["f2"]],
    ["printf -v x %s a; rm $x", ["a"]],
    ["read x < <(echo a); rm $x", ["a"]],
    ["IFS=, ; set -- a b; rm $2", ["b"]],
    ["x=a rm $x", ["\uFFFC"]],
    ["declare x=a; rm $x", ["a"]],
    ["n=x; x=a; rm ${!n}", ["a"]],
    ["env x=a sh -c 'rm $x'", ["a"]],
    ["sudo x=a y=b sh -c 'rm $x $y'", ["a", "b"]],
    ["npx cross-env x=a sh -c 'rm $x'", ["a"]],
    ["cross-env-shell x=a 'rm $x'", ["a"]],
    ["x=b; env x=a sh -c 'rm $x'; rm $x", ["a", "b"]],
  ])("%s", (command, names) => {
    expect(deleted(command).map((path) => path.replace("/home/dev/project/", ""))).toEqual(names);
  });

  test.each([
    ["EDITOR is known from outside", "rm $EDITOR", { env: { EDITOR: "vi" } }, ["/home/dev/project/vi"]],
    ["more braces than are expanded", `rm ${"{1..1}".repeat(40)}`, {}, [`/home/dev/project/${"1".repeat(24)}\uFFFC\uFFFC`]],
    ["a carriage return ends a line", "echo a\rrm x", {}, ["/home/dev/project/x"]],
    ["more branches than values are kept", `${Array.from({ length: 80 }, (_, i) => `c && x=${i}`).join("; ")}; rm $x`, {}, [...Array.from({ length: 64 }, (_, i) => `/home/dev/project/${i}`), "\uFFFC"]],
  ])("%s", (_, command, world, paths) => expect(deleted(command, world)).toEqual(paths)); // biome-ignore format: one table

  test("without a home, HOME is anywhere", () => {
    const { effects } = interpret(callOf({ kind: "shell", command: "rm $HOME/x", shell: "bash" }), { ...memoryWorld(), home: undefined }); // biome-ignore format: one line
    expect(ofKind(effects, "delete").map(({ target }) => target.path)).toEqual(["\uFFFC/x"]);
  });

  test("an unset variable in front leaves what the rest names", () => {
    const [effect] = ofKind(effectsOf('rm -rf "$X"/*'), "delete");
    expect(effect?.target).toMatchObject({ scope: "unknown", ifEmpty: "root" });
  });

  test("a variable that must be set leaves nothing worse", () => {
    const [effect] = ofKind(effectsOf('rm -rf "${X:?}"/*'), "delete");
    expect(effect?.target.ifEmpty).not.toBe("root");
  });
});

describe("what is not understood is never nothing", () => {
  test.each([
    ["$CMD x", "dynamic-program"],
    ["echo $(", "syntax-error"],
    [`${"$(".repeat(40)}x${")".repeat(40)}`, "limit-nesting"],
    [`echo ${"a".repeat(300_000)}`, "limit-bytes"],
    [`${"bash -c ".repeat(1)}'${"eval ".repeat(20)}x'`, "limit-nesting"],
    [Array.from({ length: 30_000 }, (_, i) => `a${i}`).join(";"), "limit-nodes"],
  ])("%#", (command, reason) => {
    expect(ofKind(effectsOf(command), "unknown").map((effect) => effect.reason)).toContain(reason);
  });

  test("an unknown program is an effect of unknown certainty", () => {
    expect(ofKind(effectsOf("frobnicate --all"), "execute")).toMatchObject([
      { program: "frobnicate", certainty: "unknown" },
    ]);
  });
});

test("a text too long to look at whole is cut, and says so", () => {
  const action = { kind: "write", path: "/home/dev/project/big.txt", content: "x".repeat(600 * 1024) } as const;
  const { effects } = interpret(callOf(action, "Write"), memoryWorld());
  expect(ofKind(effects, "write")[0]?.content).toHaveLength(512 * 1024);
  expect(ofKind(effects, "unknown").map((effect) => effect.reason)).toEqual(["content-cut"]);
});
