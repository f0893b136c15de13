import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { homeOf, ownProgram, placeProgram } from "../../src/install/program.ts";

const made: string[] = [];
afterEach(() => {
  for (const base of made.splice(0)) rmSync(base, { recursive: true, force: true });
});

function place() {
  const base = realpathSync(mkdtempSync(join(tmpdir(), "clampd-program-")));
  made.push(base);
  const dist = join(base, "dist");
  mkdirSync(dist);
  const files = ["clampd-guard", "clampd-guard-full"].map((name) => join(dist, name));
  const build = (text: string) => {
    for (const file of files) writeFileSync(file, `${file} ${text}`);
  };
  const home = homeOf("linux", "user", base);
  return { base, files, build, home, versions: join(base, ".clampd", "versions") };
}

test("launcher and full program lie beside each other, and the command leads to the launcher", () => {
  const { files, build, home, versions } = place();
  build("one");
  expect(placeProgram(home, files, "1+a")).toBe("switched");
  expect(readdirSync(join(versions, "1+a")).sort()).toEqual(["clampd-guard", "clampd-guard-full"]);
  expect(realpathSync(home.command)).toBe(join(versions, "1+a", "clampd-guard"));
  expect(placeProgram(home, files, "1+a")).toBe("in place");
});

test("an upgrade leaves the command as it is and keeps three versions", () => {
  const { files, build, home, versions } = place();
  for (const [index, version] of ["1", "2", "3", "4", "5"].entries()) {
    build(version);
    placeProgram(home, files, version);
    utimesSync(join(versions, version), index, index);
  }
  expect(readdirSync(versions).sort()).toEqual(["3", "4", "5"]);
  expect(readlinkSync(home.command)).toBe("../versions/5/clampd-guard");
  expect(readFileSync(home.command, "utf8")).toContain("5");
});

test("a damaged copy of the same version is replaced", () => {
  const { files, build, home } = place();
  build("one");
  placeProgram(home, files, "1");
  writeFileSync(realpathSync(home.command), "x".repeat(readFileSync(home.command).length));
  expect(placeProgram(home, files, "1")).toBe("mended");
  expect(readFileSync(home.command, "utf8")).toContain("one");
});

test.each(["/home/a b", "/home/$x", "/home/it's", '/home/"q"', "/home/a;b", "/home/back\\slash", "/home/`x`"])(
  "a home named %s is refused with a way out",
  (home) => {
    expect(() => homeOf("linux", "user", home)).toThrow(
      /install for the whole machine with: sudo clampd-guard install/,
    );
  },
);

test.each([
  ["/home/me", "/home/me/.clampd/bin/clampd-guard"],
  ["/home//me/", "/home/me/.clampd/bin/clampd-guard"],
  ["/home/josé", "/home/josé/.clampd/bin/clampd-guard"],
])("the command in %s is %s", (home, command) => {
  expect(homeOf("linux", "user", home).command).toBe(command);
});

test("the machine's program has one place on each platform, without blanks", () => {
  const commands = (["linux", "darwin", "win32"] as const).map(
    (platform) => homeOf(platform, "managed", undefined).command,
  );
  expect(commands).toEqual([
    "/opt/clampd/bin/clampd-guard",
    "/opt/clampd/bin/clampd-guard",
    "C:/clampd/bin/clampd-guard.exe",
  ]);
});

test("run from sources there is no program", () => {
  expect(ownProgram("@BUILD-ID@")).toBeUndefined();
  expect(ownProgram("abc", "/x/clampd-guard")).toEqual(["/x/clampd-guard"]);
});
