import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");

/** Names that a C table of protocol.h holds; "=" at the end means the exact name, others are beginnings. */
function table(name: string): readonly string[] {
  const header = readFileSync(join(root, "launcher/protocol.h"), "utf8");
  const body = new RegExp(`${name}\\[\\] = \\{([^}]*)\\}`).exec(header)?.[1] ?? "";
  return [...body.matchAll(/"([^"]+)"/g)].map((match) => match[1] ?? "");
}

function texts(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => readFileSync(join(root, folder, file), "utf8"));
}

/** What the sources read: `env.NAME`, names in quotes, and the world's list of places. */
function read(): readonly string[] {
  const names = new Set<string>();
  for (const text of [...texts("hooks"), ...texts("src/world")]) {
    for (const [, name = ""] of text.matchAll(/\benv\.([A-Z][A-Za-z0-9_]*)/g)) names.add(name);
    for (const [, name = ""] of text.matchAll(/"([A-Z][A-Z0-9_]{2,})"/g)) if (name !== "HEAD") names.add(name);
    for (const [, list = ""] of text.matchAll(/PLACES = new Set\(\s*words\(\s*"([^"]+)"/g))
      for (const name of list.split(/\s+/)) names.add(name);
  }
  return [...names].sort();
}

const passedOn = table("PASSED_ON");
const scrubbed = table("SCRUBBED");
const begins = (list: readonly string[], name: string) => list.some((each) => `${name}=x`.startsWith(each));

describe("the launcher's tables of variables", () => {
  it("were found", () => {
    expect(passedOn.length).toBeGreaterThan(20);
    expect(read()).toEqual(expect.arrayContaining(["HOME", "KUBECONFIG", "CURSOR_PROJECT_DIR", "AI_AGENT", "TMPDIR"]));
  });

  it.each(read())("pass on %s", (name) => {
    expect(begins(passedOn, name)).toBe(true);
  });

  it.each(read())("do not scrub %s, which the full program reads", (name) => {
    expect(begins(scrubbed, name)).toBe(false);
  });

  it.each(["SECRET_TOKEN", "AWS_SECRET_ACCESS_KEY", "GITHUB_TOKEN", "ANTHROPIC_API_KEY", "OPENAI_API_KEY"])(
    "keep %s from the engine",
    (name) => {
      expect(begins(passedOn, name)).toBe(false);
    },
  );
});
