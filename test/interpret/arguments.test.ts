import { describe, expect, test } from "vitest";
import { loadGrammars } from "../../src/interpret/code/grammars.ts";
import { interpret } from "../../src/interpret/interpret.ts";
import { memoryWorld } from "../../src/interpret/memory-world.ts";
import type { Effect } from "../../src/model/effect.ts";
import type { Json } from "../../src/model/json.ts";
import { callOf, ofKind } from "./effects.ts";

await loadGrammars(["python", "typescript"]);

function effects(name: string, args: Json): readonly Effect[] {
  const [server = "", tool = ""] = name.split("/", 2);
  return interpret(callOf({ kind: "mcp", server, tool, args }, name), memoryWorld()).effects;
}

function line(effect: Effect): readonly string[] {
  switch (effect.kind) {
    case "delete":
      return [`delete${effect.recursive ? " -r" : ""} ${effect.target.path} ${effect.where}`];
    case "write":
      return [`write ${effect.how} ${effect.target.path} ${effect.where} ${effect.content ?? ""}`.trim()];
    case "read":
      return [`read ${effect.how} ${effect.target.path}`];
    case "git":
      return [`git ${effect.action} ${effect.object}`];
    case "cloud":
      return [`cloud ${effect.provider} ${effect.action} ${effect.resource} ${effect.name}`.trim()];
    case "database":
      return [`database ${effect.action} ${effect.name}`];
    case "fetch":
    case "send":
      return [`${effect.kind} ${effect.target.host}`];
    case "environment":
      return [`set ${effect.name}=${effect.value}`];
    case "execute":
      return [`execute ${[effect.program, ...effect.args].join(" ")}`];
    default:
      return [];
  }
}

const rows: readonly [tool: string, args: Json, lines: readonly string[]][] = [
  ["fs/delete_file", { path: "a.ts" }, ["delete /home/dev/project/a.ts local"]],
  ["fs/delete_directory", { path: "/etc" }, ["delete -r /etc local"]],
  ["fs/rm", { path: "x", recursive: false }, ["delete /home/dev/project/x local"]],
  ["fs/write_file", { path: "a", content: "b" }, ["write truncate /home/dev/project/a local b"]],
  ["fs/append_file", { path: "a", content: "b" }, ["write append /home/dev/project/a local b"]],
  ["fs/edit_file", { path: "a", edits: [{ oldText: "x", newText: "y" }, { oldText: "p", newText: "q" }] }, ["write modify /home/dev/project/a local y\nq"]],
  ["fs/read_multiple_files", { paths: ["a", "/etc/shadow"] }, ["read content /home/dev/project/a", "read content /etc/shadow"]],
  ["fs/tool", { command: "view", path: "a" }, ["read content /home/dev/project/a"]],
  ["github/get_file_contents", { owner: "a", repo: "b", path: "x.ts" }, ["read content /home/dev/project/x.ts"]],
  ["x/put_file", { owner: "a", repo: "b", path: "CLAUDE.md", content: "c" }, ["write truncate /home/dev/project/CLAUDE.md remote c"]],
  ["x/put_file", { owner: "a", path: "/etc/passwd", content: "c" }, ["write truncate /etc/passwd local c"]],
  ["sh/run", { command: ["rm", "-rf", "a b"] }, ["execute rm -rf a b", "delete -r /home/dev/project/a b local"]],
  ["sh/run", { command: "rm", args: ["-rf", "x"] }, ["execute rm -rf x", "delete -r /home/dev/project/x local", "execute rm"]],
  ["sh/run", { params: { inner: [{ cmd: "ls" }] } }, ["execute ls"]],
  ["x/call", { arguments: '{"command":"ls"}' }, ["execute ls"]],
  ["fs/write_file", { path: "a.json", content: '{"command":"rm -rf /"}' }, ['write truncate /home/dev/project/a.json local {"command":"rm -rf /"}']],
  ["sh/run", { base64_command: "bHM=" }, ["execute ls"]],
  ["sh/run", { command: "rm x", cwd: "/tmp/a" }, ["execute rm x", "delete /tmp/a/x local"]],
  ["py/run_code", { code: "import shutil; shutil.rmtree('/x')" }, ["delete -r /x local"]],
  ["x/start", { env: { LD_PRELOAD: "/tmp/a.so" } }, ["set LD_PRELOAD=/tmp/a.so"]],
  ["http/request", { url: "http://127.1/", headers: { Authorization: "Bearer x" } }, ["fetch 127.0.0.1"]],
  ["hook/send", { url: "https://acme.dev/" }, ["send acme.dev"]],
  ["r/read_resource", { uri: "file:///etc/shadow" }, ["read content /etc/shadow"]],
  ["git/git_reset", { mode: "hard" }, ["execute git reset --hard", "git discard-work HEAD"]],
  ["git/git_reset", { repo_path: "/x" }, ["execute git reset"]],
  ["git/push", { branch: "main", force: true }, ["execute git push --force origin main", "git force-push main"]],
  ["github/delete_repository", { owner: "a", repo: "b" }, ["execute gh repo delete a/b", "git delete-repository repo"]],
  ["k8s/pods_delete", { name: "a", namespace: "n" }, ["execute kubectl delete pods a -n n", "cloud kubernetes delete pod a"]],
  ["docker/remove_volume", { volume_name: "v" }, ["execute docker volume rm v", "cloud docker delete volume v"]],
  ["terraform/terraform_destroy", { directory: "infra" }, ["execute terraform destroy -auto-approve", "cloud terraform delete stack ."]],
  ["supabase/delete_project", { project_ref: "p" }, ["cloud supabase delete project p"]],
  ["mongodb/delete-many", { collection: "u", filter: {} }, ["database delete-all u"]],
  ["mongodb/delete-many", { collection: "u", filter: { a: "1" } }, ["database delete u"]],
  ["postgres/query", { sql: "DROP TABLE u" }, ["database drop u"]],
  ["mail/send_email", { to: "bob@acme.dev", subject: "a", body: "see /etc/passwd" }, []],
  ["notes/add", { text: "rm -rf /; DROP TABLE x", title: "$(id)" }, []],
  ["sh/run", { command: "*** Begin Patch\n*** Delete File: a\n*** End Patch" }, ["delete /home/dev/project/a local"]],
  ["ps/invoke", { powershell: "cmd /c dir" }, ["execute cmd /c dir", "execute dir", "read list /home/dev/project"]],
  ["x/execute", { python: "import os; os.remove('x')" }, ["delete /home/dev/project/x local"]],
  ["x/execute", { javascript: "require('fs').unlinkSync('x')" }, ["delete /home/dev/project/x local"]],
  ["term/run_terminal", { code: "rm x" }, ["execute rm x", "delete /home/dev/project/x local"]],
  ["x/run_code", { code: "import os\nos.remove('x')" }, ["delete /home/dev/project/x local"]],
  ["x/run_code", { code: "require('fs').unlinkSync('x');" }, ["delete /home/dev/project/x local"]],
  ["sh/run_git", { command: "status" }, ["execute git status"]],
  ["sh/run_git", { command: "git status" }, ["execute git status"]],
  ["sh/run_git", { command: "$X" }, ["execute git \uFFFC"]],
  ["git/delete_note", { name: "x" }, []],
  ["x/tool", { operation: "frobnicate", path: "a" }, ["read content /home/dev/project/a"]],
  ["fs/write_file", { path: "a", edits: "b" }, ["write truncate /home/dev/project/a local"]],
  ["fs/write_file", { path: "a", lines: ["b", "c", 1] }, ["write truncate /home/dev/project/a local b\nc"]],
  ["fs/list_directory", { uri: "file:///etc" }, ["read list /etc"]],
  ["fs/list_directory", { uri: "file://localhost/etc/a%20b" }, ["read list /etc/a b"]],
  ["fs/search_files", { path: "/", pattern: "id_rsa" }, ["read list /", "read search /id_rsa"]],
  ["fs/search_files", { path: "src", pattern: "id_rsa" }, ["read list /home/dev/project/src"]],
  ["browser/navigate", { url: "https://?x" }, []],
  ["supabase/delete", { name: "x" }, []],
  ["aws/delete_bucket", { name: "x", dry_run: true }, ["cloud aws delete bucket x"]],
  ["/get_secret", { name: "x" }, ["cloud tool read-secret secret x"]],
  ["/delete_documents", {}, ["database delete-all "]],
  ["x/frob", "rm -rf /", []],
  ["x/frob", [1], []],
]; // biome-ignore format: one table
test.each(rows)("%s %j", (tool, args, lines) => {
  expect(effects(tool, args).flatMap(line)).toEqual(lines);
});

test("a tool of which something else says what it deletes is marked", () => {
  const tags = (tool: string, args: Json) => ofKind(effects(tool, args), "call-tool")[0]?.tags;
  expect(tags("fs/delete_file", { path: "a" })).toEqual(["target-known"]);
  expect(tags("notes/delete_note", { id: "7" })).toEqual([]);
});

describe("bounds", () => {
  test("a list without end is cut, and what is cut is said", () => {
    const found = effects("x/y", { items: Array.from({ length: 45_000 }, () => 1), path: "a" });
    expect(ofKind(found, "unknown").map(({ reason }) => reason)).toEqual(["limit-nodes"]);
    expect(ofKind(found, "read")).toEqual([]);
  });

  test("deep nesting is said", () => {
    let args: Json = "x";
    for (let i = 0; i < 80; i++) args = [args];
    expect(ofKind(effects("x/y", { a: args }), "unknown").map(({ reason }) => reason)).toEqual(["limit-nesting"]);
  });

  test("JSON inside JSON is read only so deep", () => {
    let text = '{"command":"ls"}';
    for (let i = 0; i < 5; i++) text = JSON.stringify({ arguments: text });
    expect(ofKind(effects("x/y", JSON.parse(text) as Json), "execute")).toEqual([]);
  });

  test("the files of one object share its text no more than a few times", () => {
    const args = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`a${i}_path`, `x${i}`]));
    const written = ofKind(effects("fs/write_files", { ...args, content: "c" }), "write");
    expect(written.length).toBe(40);
    expect(written.filter(({ content }) => content !== undefined).length).toBeLessThan(10);
  });
});
