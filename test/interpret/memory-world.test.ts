import { expect, test } from "vitest";
import { memoryWorld } from "../../src/interpret/memory-world.ts";

const world = memoryWorld({
  files: { "/srv/a/b.txt": "text", "/srv/a/c/d.txt": "more" },
  folders: ["/srv/empty"],
  links: { "/srv/link": "a", "/srv/far": "/srv/link/c", "/srv/loop": "/srv/loop" },
  env: { EDITOR: "vi" },
});

test.each([
  ["/", "directory"],
  ["/srv", "directory"],
  ["/srv/a/b.txt", "file"],
  ["/srv/link", "symlink"],
  ["/srv/none", "missing"],
])("%s is a %s", (path, kind) => expect(world.stat(path)).toBe(kind));

test.each([
  ["/srv/a", "/srv/a"],
  ["/srv/link/b.txt", "/srv/a/b.txt"],
  ["/srv/far/d.txt", "/srv/a/c/d.txt"],
  ["/srv/linked", "/srv/linked"],
  ["/srv/loop", "/srv/loop"],
])("%s is really %s", (path, real) => expect(world.realpath(path)).toBe(real));

test("a folder lists its names once, as many as are asked for", () => {
  expect(world.list("/srv/a", 9)).toEqual(["b.txt", "c"]);
  expect(world.list("/srv/a", 1)).toEqual(["b.txt"]);
  expect(world.list("/srv/empty", 9)).toEqual([]);
  expect(world.list("/srv/none", 9)).toBeUndefined();
});

test("a file is read when it is short enough", () => {
  expect(world.readText("/srv/a/b.txt", 4)).toBe("text");
  expect(world.readText("/srv/a/b.txt", 3)).toBeUndefined();
  expect(world.readText("/srv/a", 3)).toBeUndefined();
});

test("variables are those that are given", () => {
  expect(world.env("EDITOR")).toBe("vi");
  expect(world.env("TMPDIR")).toBeUndefined();
});

test("git answers below the workspace, or the home where there is none", () => {
  expect(world.git("/home/dev/project/x")).toEqual({
    root: "/home/dev/project",
    branch: "feature",
    linkedWorktree: false,
  });
  expect(world.git("/srv")).toBeUndefined();
  expect(memoryWorld({ workspace: [] }).git("/home/dev/x")?.root).toBe("/home/dev");
  expect(memoryWorld({ git: false }).git("/home/dev/project")).toBeUndefined();
});
