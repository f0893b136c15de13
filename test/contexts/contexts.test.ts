import { chmodSync, mkdirSync, mkdtempSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contextsFile, gatewayUrl, isPrivate } from "../../src/contexts/context.ts";
import { exposed, parseContexts, readContexts } from "../../src/contexts/read.ts";
import { setValues } from "../../src/contexts/splice.ts";
import { putContext, useContext } from "../../src/contexts/write.ts";

const newFile = (text?: string) => {
  const file = contextsFile(mkdtempSync(join(tmpdir(), "contexts-")));
  if (text !== undefined) {
    mkdirSync(dirname(file));
    writeFileSync(file, text, { mode: 0o600 });
  }
  return file;
};
const local = { name: "local", url: "http://127.0.0.1:7700", apiKey: "ag_live_one" };
const prod = { name: "prod.eu-1", url: "https://guard.example/clampd", apiKey: "ag_live_two" };

describe("contexts", () => {
  it("are none where there is no file", () => {
    expect(readContexts(newFile())).toEqual({ current: undefined, all: [] });
  });

  it("are added for the owner alone, the first is the current, and names are used", () => {
    const file = newFile();
    putContext(file, local);
    putContext(file, prod);
    expect(readContexts(file)).toEqual({ current: "local", all: [local, prod] });
    useContext(file, "prod.eu-1");
    expect(readContexts(file).current).toBe("prod.eu-1");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(() => useContext(file, "none")).toThrow("there is no context `none`");
  });

  it("keep everything else of the file", () => {
    const file = newFile(
      '# of mine\r\ncurrent = "a" # not this\r\n\r\n# the first\r\n[contexts.a]\r\nurl = "https://a.example"\r\napi_key = "x"\r\n\r\n[other]\r\nlist = [\r\n  1,\r\n]\r\n',
    );
    putContext(file, { name: "a", url: "https://b.example/", apiKey: "y" });
    putContext(file, { name: "b", url: "https://c.example", apiKey: "z" }, { use: true });
    expect(readFileSync(file, "utf8")).toBe(
      '# of mine\r\ncurrent = "b"\r\n\r\n# the first\r\n[contexts.a]\r\nurl = "https://b.example"\r\napi_key = "y"\r\n\r\n[other]\r\nlist = [\r\n  1,\r\n]\r\n\r\n[contexts.b]\r\nurl = "https://c.example"\r\napi_key = "z"\r\n',
    );
  });

  it("close a file that others could read, and follow a link", () => {
    const file = newFile('current = "x"\n');
    chmodSync(file, 0o644);
    expect(exposed(file)).toContain("can be read by others");
    putContext(file, local);
    expect(exposed(file)).toBeUndefined();
    const link = newFile("");
    const dotfiles = `${link}.mine`;
    writeFileSync(dotfiles, "");
    const other = join(dirname(dirname(link)), "linked.toml");
    symlinkSync(dotfiles, other);
    putContext(other, local);
    expect(readContexts(dotfiles).all).toEqual([local]);
  });

  it.each([
    ["broken TOML", "current = [", ":1:"],
    ["an address with a password", '[contexts.a]\nurl = "https://u:hunter2@x.example"\napi_key = "k"\n', "no address"],
    ["no key", '[contexts.a]\nurl = "https://x.example"\n', "api_key is missing"],
  ])("say what is wrong with %s, and write nothing", (_, text, said) => {
    const file = newFile(text);
    expect(() => readContexts(file)).toThrow(said);
    expect(() => putContext(file, local)).toThrow(said);
    expect(readFileSync(file, "utf8")).toBe(text);
    try {
      readContexts(file);
    } catch (error) {
      expect(String(error)).not.toContain("hunter2");
    }
  });

  it("refuse what cannot be changed safely", () => {
    const inline = 'contexts = { a = { url = "https://a.example", api_key = "k" } }\n';
    expect(() => putContext(newFile(inline), local)).toThrow("edit it by hand");
  });

  it("say after any number of changes what was said last", () => {
    const name = fc.constantFrom("a", "b", "c.d");
    const value = fc.string({ maxLength: 12 });
    const assignment = fc.oneof(
      fc.record({ path: fc.constant(["current"]), value: name }),
      fc.record({ path: fc.tuple(fc.constant("contexts"), name, fc.constantFrom("url", "api_key")), value }),
    );
    const start = fc.constantFrom("", "# c", "# c\n\n[x]\ny = 1", 'z = "current = 1"\n\n# about x\n[x]\n\n', "\n\n");
    fc.assert(
      fc.property(start, fc.array(assignment, { maxLength: 8 }), (text, all) => {
        const result = all.reduce<string>((before, each) => setValues("f", before, [each]), text);
        for (const comment of text.match(/^#.*$/gm) ?? []) expect(result).toContain(comment);
        for (const { path } of all) {
          const last = all.findLast((each) => each.path.join() === path.join());
          expect(setValues("f", result, last ? [last] : [])).toBe(result);
        }
      }),
    );
  });
});

describe("an address", () => {
  it.each([
    ["http://localhost:7700/", "http://localhost:7700"],
    ["https://Guard.Example/clampd/", "https://guard.example/clampd"],
    ["ftp://x.example", undefined],
    ["x.example", undefined],
    ["https://me:pw@x.example", undefined],
    ["https://x.example/?a=1", undefined],
  ])("%s is kept as %s", (given, kept) => expect(gatewayUrl(given)).toBe(kept));

  it.each([
    ["http://127.0.0.1:1", true],
    ["http://[::1]:1", true],
    ["https://x.example", true],
    ["http://x.example", false],
    ["http://127.example", false],
  ])("%s is private: %s", (url, expected) => expect(isPrivate(url)).toBe(expected));
});

describe("a file with contexts", () => {
  it("may say more than this version knows", () => {
    expect(parseContexts("f", '[contexts.a]\nurl = "https://a.example"\napi_key = "k"\nnote = "x"\n').all).toHaveLength(
      1,
    );
  });
});
