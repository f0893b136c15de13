/**
 * Configuration files as they are found on machines. `EVENT` and `GROUP(x)` stand for the agent's own event and for an
 * entry of another tool's in that agent's shape. Bytes count: these texts must come back exactly.
 */
export interface Exhibit {
  readonly name: string;
  readonly text: string;
  /** What the refusal must say; undefined where the file is changed. */
  readonly refused?: RegExp;
  /** The files in which it is refused, by how their names end; all where this is undefined. */
  readonly refusedIn?: string;
  /** Only where the agent reads comments. */
  readonly comments?: boolean;
  /** Only where the entries stand in lists of events. */
  readonly needsEvents?: boolean;
}

const SETTINGS = `{
  "model": "opus",
  "env": { "FOO": "bar" },
  "permissions": {
    "allow": ["Bash(npm run lint)", "Read(~/.zshrc)"],
    "deny": []
  }
}
`;
const HOOKED = `{
  "hooks": {
    "EVENT": [
      GROUP(first)
    ]
  }
}
`;
const TAIL = '"z": [1, 2.50, -1, 1e3, true, null]';

export const jsonZoo: readonly Exhibit[] = [
  { name: "empty file", text: "" },
  { name: "one line break", text: "\n" },
  { name: "blanks only", text: "  \t \r\n\r\n " },
  { name: "empty object", text: "{}" },
  { name: "empty object and line break", text: "{}\n" },
  { name: "empty object with blanks", text: "{ \t }\n" },
  { name: "empty object over lines", text: "{\n}\n" },
  { name: "empty object with CRLF inside", text: "{\r\n\r\n}\r\n" },
  { name: "blanks around an object", text: "\n\n  {}\n\n\n" },
  { name: "ordinary settings", text: SETTINGS },
  { name: "ordinary settings without a last line break", text: SETTINGS.trimEnd() },
  { name: "ordinary settings with CRLF", text: SETTINGS.replaceAll("\n", "\r\n") },
  { name: "ordinary settings with a byte order mark", text: `\uFEFF${SETTINGS}` },
  { name: "byte order mark and CRLF", text: `\uFEFF${SETTINGS.replaceAll("\n", "\r\n")}` },
  { name: "byte order mark alone", text: "\uFEFF" },
  { name: "byte order mark and an empty object", text: "\uFEFF{}" },
  { name: "tabs", text: SETTINGS.replaceAll("  ", "\t") },
  { name: "four blanks", text: SETTINGS.replaceAll("  ", "    ") },
  { name: "one blank", text: SETTINGS.replaceAll("  ", " ") },
  { name: "no indentation", text: SETTINGS.replaceAll("  ", "") },
  { name: "mixed line ends", text: SETTINGS.replace("\n", "\r\n") },
  { name: "one line", text: `{"model":"opus",${TAIL}}` },
  { name: "one line with blanks", text: `{ "model": "opus", ${TAIL} }\n` },
  { name: "comma first", text: '{ "model": "opus"\n, "other": 1\n}\n' },
  { name: "strange blanks before commas", text: '{\n  "a" : 1 ,\n\n\n  "b":2\n\n}' },
  { name: "numbers that lose digits", text: '{"big": 12345678901234567890123, "small": 1.0000000000000000001}\n' },
  { name: "escapes", text: '{"a\\u0062c": "\\ud83d\\ude00 \\/ \\t", "é": "日本"}\n' },
  { name: "a key that is escaped differently", text: '{"mod\\u0065l": 1}\n' },
  { name: "__proto__ as a key", text: '{"__proto__": {"x": 1}, "constructor": 2}\n' },
  { name: "empty key", text: '{"": {"": []}}\n' },
  { name: "deep nesting", text: `{"deep": ${"[".repeat(200)}${"]".repeat(200)}}\n` },
  {
    name: "one megabyte",
    text: `{\n  "history": [\n${Array.from({ length: 20_000 }, (_, i) => `    "entry ${i} ${"x".repeat(40)}"`).join(",\n")}\n  ]\n}\n`,
  },
  { name: "one megabyte on one line", text: `{"blob":"${"y".repeat(1_000_000)}"}` },
  { name: "empty hooks", text: '{\n  "hooks": {}\n}\n' },
  { name: "empty hooks with a blank", text: '{"hooks": { }}' },
  { name: "empty hooks over lines", text: '{\n  "hooks": {\n  },\n  "last": 1\n}\n' },
  { name: "empty list of the event", text: '{\n  "hooks": {\n    "EVENT": []\n  }\n}\n', needsEvents: true },
  {
    name: "empty list of the event over lines",
    text: '{\n  "hooks": {\n    "EVENT": [\n    ]\n  }\n}\n',
    needsEvents: true,
  },
  { name: "another tool's hook", text: HOOKED, needsEvents: true },
  { name: "another tool's hook with CRLF", text: HOOKED.replaceAll("\n", "\r\n"), needsEvents: true },
  { name: "another tool's hook on one line", text: '{"hooks":{"EVENT":[GROUP(first)]}}', needsEvents: true },
  {
    name: "two tools' hooks",
    text: HOOKED.replace("GROUP(first)", "GROUP(first),\n      GROUP(second)"),
    needsEvents: true,
  },
  {
    name: "two tools' hooks on one line in a file of many",
    text: HOOKED.replace("[\n      GROUP(first)\n    ]", "[GROUP(first), GROUP(second)]"),
    needsEvents: true,
  },
  { name: "another event's hooks", text: HOOKED.replace("EVENT", "Unheard"), needsEvents: true },
  { name: "hooks first, settings after", text: HOOKED.replace("  }\n}", `  },\n  ${TAIL}\n}`), needsEvents: true },
  {
    name: "a tool whose name looks like ours",
    text: HOOKED.replace("GROUP(first)", "GROUP(/opt/other/bin/clampd-guard-like)"),
    needsEvents: true,
  },
  {
    name: "line comments",
    text: `// mine\n${HOOKED.replace("GROUP(first)", "GROUP(first) // theirs")}// end\n`,
    comments: true,
    needsEvents: true,
  },
  {
    name: "block comments",
    text: HOOKED.replace("GROUP(first)", "/* a */ GROUP(first) /* b */").replace("{\n", "{ /* c */\n"),
    comments: true,
    needsEvents: true,
  },
  { name: "only a comment in the hooks", text: '{\n  "hooks": {\n    // none yet\n  }\n}\n', comments: true },
  { name: "only a comment in the file", text: "{\n  // nothing yet\n}\n", comments: true },
  { name: "a comment behind the last value", text: '{\n  "a": 1 // one, two\n  // three\n}\n', comments: true },
  { name: "a comment in a strict file", text: '{\n  "a": 1 // one\n}\n', comments: false, refused: /:2:10: .*comment/ },
  { name: "trailing comma in an object", text: '{\n  "a": 1,\n}\n', refused: /:3:1: .*not valid JSON/ },
  { name: "trailing comma in a list", text: '{"a": [1,]}', refused: /:1:10: .*not valid JSON/ },
  { name: "duplicate key", text: '{\n  "a": 1,\n  "a": 2\n}\n', refused: /:3:3: the key "a" stands twice/ },
  {
    name: "duplicate key further in",
    text: '{"x": [{"hooks": 1, "hooks": 2}]}',
    refused: /:1:21: the key "hooks" stands twice/,
  },
  { name: "duplicate key by an escape", text: '{"ab": 1, "\\u0061b": 2}', refused: /:1:11: the key "ab" stands twice/ },
  { name: "cut off", text: '{\n  "hooks": {\n', refused: /:3:1: .*not valid JSON/ },
  { name: "two documents", text: "{}\n{}\n", refused: /:2:1: .*not valid JSON/ },
  { name: "not JSON", text: "model = 1\n", refused: /:1:1: .*not valid JSON/ },
  { name: "a list", text: "[]", refused: /:1:1: the file must hold an object/ },
  { name: "a word", text: "null\n", refused: /:1:1: the file must hold an object/ },
  { name: "single quotes", text: "{'a': 1}", refused: /:1:2: .*not valid JSON/ },
  {
    name: "hooks is a list",
    text: '{\n  "hooks": []\n}',
    refused: /:2:12: `hooks` must be an object/,
    needsEvents: true,
  },
  { name: "hooks is null", text: '{"hooks": null}', refused: /:1:11: `hooks` must be an object/, needsEvents: true },
  {
    name: "the event is an object",
    text: '{"hooks": {"EVENT": {}}}',
    refused: /`hooks\.EVENT` must be a list/,
    needsEvents: true,
  },
  {
    name: "a conflict of version control",
    text: "<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> x\n",
    refused: /:1:1: .*not valid JSON/,
  },
];
