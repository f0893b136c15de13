import { describe, expect, test } from "vitest";
import { classOfKeys } from "../../src/interpret/tools/keys.ts";
import { spanFinder } from "../../src/interpret/tools/spans.ts";
import { verbOf } from "../../src/interpret/tools/verbs.ts";

test.each([
  ["delete_file", "delete"],
  ["removeDirectory", "delete"],
  ["fs_rm", "delete"],
  ["fs-unlink", "delete"],
  ["write-file", "write"],
  ["str_replace_based_edit_tool", "write"],
  ["move_file", "move"],
  ["execute_command", "run"],
  ["run_in_terminal", "run"],
  ["bash", "run"],
  ["execute_sql", "run"],
  ["http_request", "fetch"],
  ["fetch_url", "fetch"],
  ["browser_navigate", "fetch"],
  ["send_email", "send"],
  ["post_message", "send"],
  ["get_post", "read"],
  ["list_deleted_files", "list"],
  ["find_and_delete", "delete"],
  ["findOneAndDelete", "delete"],
  ["search_and_replace", "write"],
  ["get_and_list", "read"],
  ["resources/read", "read"],
  ["git_push", "push"],
  ["transfer_funds", "pay"],
  ["get_transfer", "read"],
  ["frobnicate", ""],
])("the verb of %s is %j", (tool, verb) => expect(verbOf(tool)).toBe(verb));

test.each([
  [["userId"], "identifier"],
  [["branch-name"], "identifier"],
  [["filter", "name"], "identifier"],
  [["file_path"], "place"],
  [["query"], "query"],
  [["body"], "file"],
  [["comment"], "prose"],
  [["content", "title"], "file"],
  [["messages", "id"], "identifier"],
  [["messages", "content"], "prose"],
  [["new_string"], "file"],
  [["command"], "code"],
  [["headers", "Authorization"], "header"],
  [["zzz"], undefined],
  [[], undefined],
])("the class of %j is %s", (keys, cls) => expect(classOfKeys(keys as string[])).toBe(cls));

describe("places in the arguments' JSON", () => {
  test("strings are found in order, quotes apart", () => {
    const json = JSON.stringify({ a: "x", b: "x", c: 'q"' });
    const spans = spanFinder(json);
    const shown = ["x", "x", 'q"'].map((text) => spans.of(text)).map(({ start, end }) => json.slice(start, end));
    expect(shown).toEqual(["x", "x", 'q\\"']);
    expect(spans.of("missing")).toEqual({ start: 0, end: json.length });
  });

  test("an empty string has no place", () => expect(spanFinder('{"a":""}').of("")).toEqual({ start: 0, end: 8 }));
});
