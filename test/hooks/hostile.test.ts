import { describe, expect, it } from "vitest";
import { type Answer, decodeIncoming, encodeAnswer, type Incoming } from "../../hooks/index.ts";
import { MAX_JSON_DEPTH, MAX_JSON_VALUES, MAX_REASON_UNITS, MAX_STDIN_UNITS } from "../../src/limits.ts";

const REASON = "could not be analysed";
const CLAUDE = '{"session_id":"s","transcript_path":"/t","cwd":"/w","hook_event_name":"PreToolUse","tool_use_id":"t"';
const CURSOR = '{"cursor_version":"3.2.1","hook_event_name":"preToolUse"';
const UNREADABLE: Answer = { stdout: "", stderr: `${REASON}\n`, exitCode: 2 };
const SILENT: Answer = { stdout: "", stderr: "", exitCode: 0 };

/** Open: the fail mode lets it pass. Closed: it does not. */
function answers(incoming: Incoming): { readonly open: Answer; readonly closed: Answer } {
  return {
    open: encodeAnswer(incoming, { verdict: "allow", reason: "" }),
    closed: encodeAnswer(incoming, { verdict: "deny", reason: REASON }),
  };
}

describe("stdin that cannot be read stops every client when failing closed", () => {
  const cases: readonly (readonly [name: string, stdin: string, problem: string])[] = [
    ["empty", "", "stdin is empty"],
    ["a newline only", "\r\n", "stdin is empty"],
    ["a BOM only", "\ufeff", "stdin is empty"],
    ["not JSON", "rm -rf /", "stdin is not JSON"],
    ["cut short in a string", `${CLAUDE},"tool_name":"Ba`, "stdin is JSON that was cut short"],
    ["cut short behind a colon", `${CLAUDE},"tool_name":`, "stdin is JSON that was cut short"],
    ["two documents", `${CLAUDE}}${CLAUDE}}`, "stdin is not JSON"],
    ["an array", `[${CLAUDE}}]`, "stdin holds an array where an object belongs"],
    ["a string", '"PreToolUse"', "stdin holds a string where an object belongs"],
    ["null", "null", "stdin holds null where an object belongs"],
    ["an object that says nothing", "{}", "stdin names neither a hook event nor a tool"],
    ["deep nesting", "[".repeat(1_000_000), `stdin is nested deeper than ${MAX_JSON_DEPTH} levels`],
    [
      "deep nesting in the tool input",
      `${CLAUDE},"tool_name":"X","tool_input":${'{"a":'.repeat(MAX_JSON_DEPTH)}1${"}".repeat(MAX_JSON_DEPTH)}}`,
      `stdin is nested deeper than ${MAX_JSON_DEPTH} levels`,
    ],
    ["too large", " ".repeat(MAX_STDIN_UNITS + 1), "stdin is larger than 16 MiB"],
    [
      "too many values",
      `${CLAUDE},"tool_name":"X","tool_input":[${"1,".repeat(MAX_JSON_VALUES)}1]}`,
      `stdin holds more than ${MAX_JSON_VALUES} values`,
    ],
  ];
  it.each(cases)("%s", (_name, stdin, problem) => {
    const incoming = decodeIncoming(stdin, {});
    expect(incoming).toMatchObject({ kind: "bad", problem });
    expect(answers(incoming).closed).toEqual(UNREADABLE);
    expect(answers(incoming).open.exitCode).toBe(0);
  });

  it("guesses Cursor, whose silence may block, by the text and then by the environment", () => {
    const inText = decodeIncoming(`${CURSOR},"tool_na`, {});
    const inEnvironment = decodeIncoming("", { CURSOR_VERSION: "3.2.1" });
    for (const incoming of [inText, inEnvironment])
      expect(answers(incoming)).toEqual({ open: { ...SILENT, stdout: "{}\n" }, closed: UNREADABLE });
    expect(decodeIncoming(`${CURSOR},"tool_na`, { CLAUDECODE: "1" }).dialect).toBe("cursor");
    expect(answers(decodeIncoming("", { CLAUDECODE: "1" })).open).toEqual(SILENT);
  });

  it("never quotes stdin, which may hold a secret", () => {
    const incoming = decodeIncoming(`${CLAUDE},"tool_input":{"command":"curl -H token-ABC123" oops`, {});
    expect(JSON.stringify(incoming)).not.toContain("ABC123");
  });
});

describe("harmless differences of the transport change nothing", () => {
  const plain = `${CLAUDE},"tool_name":"Bash","tool_input":{"command":"ls"}}`;
  const cases: readonly (readonly [string, string])[] = [
    ["BOM", `\ufeff${plain}`],
    ["newline", `${plain}\n`],
    ["CRLF", `${plain.replaceAll(',"', ',\r\n"')}\r\n`],
    ["unknown fields", `${plain.slice(0, -1)},"new_field":{"a":[1]},"other":null}`],
    ["ten megabytes", `${plain.slice(0, -1)},"note":"${"x\\n".repeat(3_400_000)}"}`],
  ];
  it.each(cases)("%s", (_name, stdin) => {
    const incoming = decodeIncoming(stdin, {});
    expect(incoming).toMatchObject({
      kind: "call",
      dialect: "claude",
      call: { action: { kind: "shell", command: "ls" }, oddities: [] },
    });
  });
});

describe("an input of another shape is malformed, and says how", () => {
  const cases: readonly (readonly [rest: string, problem: string])[] = [
    ['"tool_name":"Bash","tool_input":{"command":["rm","-rf"]}', "command is an array"],
    ['"tool_name":"Bash","tool_input":{"command":7}', "command is a number"],
    ['"tool_name":"Bash","tool_input":{"command":{"a":1}}', "command is an object"],
    ['"tool_name":"Bash","tool_input":{}', "command is missing"],
    ['"tool_name":"Bash","tool_input":"rm -rf /"', "the tool input is a string"],
    ['"tool_name":"Bash","tool_input":["rm"]', "the tool input is an array"],
    ['"tool_name":"Bash","tool_input":null', "the tool input is null"],
    ['"tool_name":"Bash"', "the tool input is null"],
    ['"tool_name":"Write","tool_input":{"file_path":["/a","/b"],"content":"x"}', "file_path is an array"],
    ['"tool_name":"Write","tool_input":{"file_path":"/a","content":1}', "content is a number"],
    ['"tool_name":"MultiEdit","tool_input":{"file_path":"/a","edits":"x"}', "edits is a string"],
    ['"tool_name":"MultiEdit","tool_input":{"file_path":"/a","edits":["x"]}', "an entry of edits is a string"],
    ['"tool_name":["Bash"],"tool_input":{"command":"ls"}', "the tool's name is nothing"],
    ['"tool_input":{"command":"ls"}', "the tool's name is nothing"],
  ];
  it.each(cases)("%s", (rest, problem) => {
    const incoming = decodeIncoming(`${CLAUDE},${rest}}`, {});
    expect(incoming).toMatchObject({ kind: "call", call: { action: { kind: "malformed", problem } } });
    expect(answers(incoming).closed.exitCode).toBe(2);
    expect(answers(incoming).open).toEqual(SILENT);
  });
});

describe("a key that occurs twice", () => {
  const malformed: readonly string[] = [
    '"tool_name":"Bash","tool_input":{"command":"rm -rf ~","command":"ls"}',
    '"tool_name":"Bash","tool_input":{"comm\\u0061nd":"rm -rf ~","command":"ls"}',
    '"tool_name":"Write","tool_input":{"file_path":"/etc/passwd","file_path":"/w/a","content":"x"}',
    '"tool_name":"Bash","tool_input":{"command":"rm -rf ~"},"tool_input":{"command":"ls"}',
    '"tool_name":"Bash","tool_name":"Read","tool_input":{"command":"ls","file_path":"/a"}',
    '"tool_name":"mcp__a__b","tool_input":{"x":{"y":[{"path":"/etc","path":"/w"}]}}',
    `"tool_name":"Bash","tool_input":{${'"timeout":1,'.repeat(40)}"command":"rm -rf ~","command":"ls"}`,
  ];
  it.each(malformed)("is malformed where two readings differ: %s", (rest) => {
    const incoming = decodeIncoming(`${CLAUDE},${rest}}`, {});
    expect(incoming).toMatchObject({
      kind: "call",
      call: { action: { kind: "malformed", problem: expect.stringMatching(/^duplicate key /) } },
    });
  });

  it("is an oddity where both say the same, or outside the call", () => {
    const same = decodeIncoming(`${CLAUDE},"tool_name":"Bash","tool_input":{"command":"ls" , "command": "ls"}}`, {});
    expect(same).toMatchObject({
      call: { action: { kind: "shell", command: "ls" }, oddities: ["duplicate key command"] },
    });
    const after = CLAUDE.replace("PreToolUse", "PostToolUse");
    const response = decodeIncoming(
      `${after},"tool_name":"Bash","tool_input":{"command":"ls"},"tool_response":{"a":1,"a":2}}`,
      {},
    );
    expect(response).toMatchObject({ call: { action: { kind: "shell" }, oddities: ["duplicate key a"] } });
  });

  it("is seen inside an input that comes as text", () => {
    const inner = JSON.stringify('{"path":"/etc","path":"/w"}');
    const incoming = decodeIncoming(
      `{"cursor_version":"3","hook_event_name":"beforeMCPExecution","tool_name":"rm","tool_input":${inner}}`,
      {},
    );
    expect(incoming).toMatchObject({ call: { action: { kind: "malformed" } } });
  });
});

describe("what no table knows", () => {
  it("is an unknown tool of a known agent", () => {
    const incoming = decodeIncoming(`${CLAUDE},"tool_name":"Telepathy","tool_input":{"to":"all"}}`, {});
    expect(incoming).toMatchObject({
      dialect: "claude",
      call: { action: { kind: "unknown-tool", args: { to: "all" } } },
    });
  });

  it("is an unknown agent's call, refused with exit 2 and passed in silence", () => {
    const incoming = decodeIncoming('{"event":"before_tool","tool":"Bash","args":{"command":"ls"}}', {});
    expect(incoming).toMatchObject({
      kind: "call",
      dialect: "unknown",
      call: { phase: "before", action: { kind: "shell", command: "ls" } },
    });
    expect(answers(incoming)).toEqual({ open: SILENT, closed: UNREADABLE });
  });

  it("is an unknown event with a tool, which may still be stopped unless its name says after", () => {
    const event = (name: string) =>
      decodeIncoming(`{"hook_event_name":"${name}","tool_name":"Bash","tool_input":{"command":"ls"}}`, {});
    expect(event("PreToolReview")).toMatchObject({
      call: { phase: "before", oddities: ["unknown event PreToolReview"] },
    });
    expect(answers(event("PreToolReview")).closed).toEqual(UNREADABLE);
    expect(event("PostToolReview")).toMatchObject({ call: { phase: "after" } });
    expect(answers(event("PostToolReview")).closed).toEqual(SILENT);
    expect(event("PostToolCrashFailure")).toMatchObject({ call: { phase: "failed" } });
  });

  it("is an event without a tool, never stopped", () => {
    const incoming = decodeIncoming('{"hook_event_name":"MoonRise","session_id":"s"}', {});
    expect(incoming).toMatchObject({ kind: "event", dialect: "claude", event: "MoonRise" });
    expect(answers(incoming)).toEqual({ open: SILENT, closed: SILENT });
  });

  it("is a name that every object inherits", () => {
    const incoming = decodeIncoming(
      `${CLAUDE},"tool_name":"constructor","tool_input":{"__proto__":{"command":"x"}}}`,
      {},
    );
    expect(incoming).toMatchObject({ call: { action: { kind: "unknown-tool" } } });
    expect(decodeIncoming('{"hook_event_name":"toString","cursor_version":"1"}', {})).toMatchObject({ kind: "event" });
  });
});

describe("the reason", () => {
  const incoming = decodeIncoming(`${CURSOR},"tool_name":"Shell","tool_input":{"command":"ls"}}`, {});
  const told = (reason: string, verdict: "deny" | "ask" = "deny", approval?: string): string =>
    JSON.parse(encodeAnswer(incoming, { verdict, reason, approval }).stdout).user_message;

  it.each([
    ["lines", "a\nb\r\n\tc", "a b c"],
    ["control characters", "a\u001b[31m b\u0000", "a [31m b"],
    ["invisible direction marks", "a\u202eb", "a b"],
    ["nothing", " \n", "Stopped by clampd-guard."],
  ])("has no %s", (_name, reason, expected) => {
    expect(told(reason)).toBe(expected);
  });

  it("is under 400 characters and keeps the way out", () => {
    expect(told("x".repeat(5000))).toHaveLength(MAX_REASON_UNITS);
    const asked = told("x".repeat(5000), "ask", "A person allows it with: clampd-guard approve K7Q2");
    expect(asked.length).toBeLessThanOrEqual(MAX_REASON_UNITS);
    expect(asked).toMatch(/clampd-guard approve K7Q2$/);
    expect(told("no", "ask", "Yes: x")).toBe("no. Yes: x");
  });
});
