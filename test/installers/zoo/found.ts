import type { Exhibit } from "./json.ts";

/** Files as people and their tools leave them: right, and laid out in ways that an editor of files may not think of. */
const PRETTIER = `{
  "hooks": {
    "EVENT": [{
      "matcher": "Write",
      "hooks": [{ "type": "command", "command": "prettier --write" }]
    }]
  }
}
`;
const MINIFIED = `{"env":{"A":"1"},"permissions":{"allow":["Bash(npm test)"],"deny":[]},"hooks":{"EVENT":[GROUP(a),GROUP(b)],"Other":[GROUP(c)]},"statusLine":{"type":"command","command":"~/.line.sh"}}`;

export const foundJson: readonly Exhibit[] = [
  { name: "brackets together, as prettier never leaves them", text: PRETTIER },
  { name: "brackets together, tabs, CRLF", text: PRETTIER.replaceAll("  ", "\t").replaceAll("\n", "\r\n") },
  { name: "minified with other tools' hooks", text: MINIFIED, needsEvents: true },
  { name: "minified with a line end", text: `${MINIFIED}\n`, needsEvents: true },
  { name: "minified with a byte order mark and CRLF at the end", text: `\uFEFF${MINIFIED}\r\n`, needsEvents: true },
  { name: "Notepad", text: '\uFEFF{\r\n\t"model": "opus"\r\n}' },
  { name: "three blanks, closing brackets further in", text: '{\n   "a": [\n      1\n      ]\n   }\n' },
  { name: "indented as a whole", text: '    {\n      "a": 1\n    }\n' },
  {
    name: "Allman",
    text: '{\n  "hooks":\n  {\n    "EVENT":\n    [\n      GROUP(a)\n    ]\n  }\n}\n',
    needsEvents: true,
  },
  {
    name: "commas in front of groups",
    text: '{ "hooks":\n  { "EVENT":\n    [ GROUP(a)\n    , GROUP(b)\n    ]\n  , "Stop": []\n  }\n}\n',
    needsEvents: true,
  },
  {
    name: "one group a line, the list's brackets with them",
    text: '{"hooks": {\n"EVENT": [GROUP(a),\n          GROUP(b)],\n"Stop": []}}\n',
    needsEvents: true,
  },
  {
    name: "blank lines around groups",
    text: '{\n  "hooks": {\n\n    "EVENT": [\n\n      GROUP(a)\n\n    ]\n\n  }\n\n}\n\n',
  },
  {
    name: "an empty list with blank lines",
    text: '{\n  "hooks": {\n    "EVENT": [\n\n\n    ]\n  }\n}\n',
    needsEvents: true,
  },
  {
    name: "blanks at line ends",
    text: '{  \n  "hooks": {  \n    "EVENT": [  \n      GROUP(a)  \n    ]  \n  }  \n}  \n',
    needsEvents: true,
  },
  { name: "solidus and backslashes", text: '{"a": "C:\\\\Users\\\\x\\\\", "b": "\\/etc\\/x", "c": "\\"[{"}' },
  { name: "a text that looks like settings", text: '{"prompt": "{\\"hooks\\": {\\"EVENT\\": []}}"}' },
  { name: "hooks further in, and not at the root", text: '{"plugins": {"x": {"hooks": {"EVENT": [GROUP(a)]}}}}' },
  { name: "the event's name at the root", text: '{"EVENT": [GROUP(a)], "hooks": {}}', needsEvents: true },
  {
    name: "comments between groups",
    text: '{\n  "hooks": {\n    "EVENT": [\n      // first\n      GROUP(a), // one\n      /* second */\n      GROUP(b) /* two */\n      // GROUP(off)\n    ] // list\n  } // hooks\n}\n// end',
    comments: true,
    needsEvents: true,
  },
  {
    name: "a group that is commented out alone",
    text: '{\n  "hooks": {\n    "EVENT": [\n      // GROUP(off),\n      /*\n      GROUP(off)\n      */\n    ]\n  }\n}\n',
    comments: true,
    needsEvents: true,
  },
  { name: "a comment behind a comma", text: '{\n  "a": 1, // one\n  "b": 2 // two\n}\n', comments: true },
  { name: "a comment before the bracket that closes", text: '{"a": 1 /* end */}\n', comments: true },
  { name: "a line comment before the bracket that closes", text: '{"a": [1 // x\n]// y\n}', comments: true },
  {
    name: "comments with CRLF",
    text: '// a\r\n{\r\n  // b\r\n  "a": 1 // c\r\n  /* d\r\n     e */\r\n}\r\n',
    comments: true,
  },
  { name: "comments with carriage returns alone", text: '// a\r{\r  "a": 1 // c\r}\r', comments: true },
  { name: "a comment with a quote that is open", text: `{\n  // don't "\n  "a": 1 // it's\n}\n`, comments: true },
  { name: "stars in comments", text: '/*** a ***/{/**/"a"/***/:1/* / */}', comments: true },
  { name: "a megabyte of comments", text: `{\n${'  // note, "a": [\n'.repeat(50_000)}  "a": 1\n}\n`, comments: true },
  {
    name: "a trailing comma behind groups",
    text: '{"hooks": {"EVENT": [GROUP(a),]}}',
    refused: /:1:\d+: .*not valid JSON/,
  },
  { name: "a comma alone", text: '{"a": 1,,"b": 2}', refused: /:1:9: .*not valid JSON/ },
  { name: "a comma that is missing", text: '{"a": 1\n "b": 2}', refused: /:2:2: .*not valid JSON/ },
  { name: "typographic quotes", text: "{\u201ca\u201d: 1}", refused: /:1:2: .*not valid JSON/ },
  { name: "a bracket too many", text: '{"a": 1}}\n', refused: /:1:9: .*not valid JSON/ },
];

const CODEX = `model = "gpt-5.5"
[projects.'C:\\Users\\me\\x']
trust_level = "trusted"
`;

export const foundToml: readonly Exhibit[] = [
  { name: "an apostrophe behind a header", text: "[tui] # don't\ntheme = 'x'\n[features] # it's on\nweb = true\n" },
  { name: "an open quote behind a header", text: '[features] # 5" wide\nweb = true\n\n[tui]\nx = 1\n' },
  { name: "three quotes behind a header", text: "[features] # '''\nweb = true\n[tui] # \"\"\"\nx = 1\n" },
  { name: "brackets behind a header", text: "[a] # ] [b]\nx = 1\n[[c]] # ]] [[hooks.PreToolUse]]\ny = 2\n" },
  { name: "brackets and quotes in a header", text: `["a]b".'c"d']\nx = 1\n[[ "e#f" ]]\ny = 2\n` },
  { name: "literal keys of Windows", text: CODEX },
  { name: "literal keys of Windows, CRLF, no end", text: CODEX.replaceAll("\n", "\r\n").trimEnd() },
  {
    name: "hooks of others, their handlers inline",
    text: '[[hooks.PreToolUse]]\nmatcher = "^Bash$"\nhooks = [{ type = "command", command = "theirs" }]\n',
  },
  {
    name: "literal keys in the headers of hooks",
    text: "[['hooks'.\"PreToolUse\"]]\nmatcher = 'x'\n[[ hooks . 'PreToolUse' . hooks ]]\ncommand = 'theirs'\n",
  },
  { name: "other events by dotted keys", text: "hooks.other.x = 1\nhooks.other.y = 2\n[tui]\nz = 1\n" },
  { name: "a table hooks with a directory", text: '[hooks]\nmanaged_dir = "/opt/theirs"\n[tui]\nx = 1\n' },
  { name: "a table hooks last and empty", text: "[tui]\nx = 1\n[hooks]" },
  { name: "features by a header with quotes", text: '["features"]\nweb = true\n' },
  { name: "features indented", text: "  [features]\n    web = true\n    [features.more]\n    x = 1\n" },
  { name: "features defined by what is below it", text: "[features.more]\nx = 1\n" },
  { name: "features below and then itself", text: "[features.more]\nx = 1\n[features]\nweb = true\n" },
  {
    name: "features by dotted keys between others",
    text: 'a = 1\nfeatures.web = true\nb = """\n[x]\n"""\n\n[tui]\nx = 1\n',
  },
  { name: "a long text that ends in five quotes", text: "a = \"\"\"x\"\"\"\"\"\nb = '''y'''''\n[c]\nd = 1\n" },
  { name: "a long text with a line that goes on", text: 'a = """\\\n   x \\\n\n   [features]\n   """\n[t]\nx = 1\n' },
  { name: "comments with quotes and brackets", text: "# it's [a]\na = 1 # \"x\n# [[b]]\n[t] \t\n# '''\nx = 1\n" },
  { name: "a header last, with a comment and no end", text: "a = 1\n[features] # end" },
  { name: "comments behind the last table", text: "[features]\nweb = true\n\n# --- end of file ---\n#" },
  {
    name: "a list of features",
    text: "[[features]]\nx = 1\n",
    refused: /:1:1: .*features/,
    refusedIn: "requirements.toml",
  },
  {
    name: "features inline",
    text: "features = { web = true }\n",
    refused: /:1:1: .*features.*written inline/,
    refusedIn: "requirements.toml",
  },
  {
    name: "hooks switched off",
    text: "[features]\nhooks = false\n",
    refused: /:2:1: .*features\.hooks.* must be true/,
    refusedIn: "requirements.toml",
  },
  {
    name: "the event inline",
    text: "[hooks]\nPreToolUse = []\nstate = {}\n",
    refused: /:[23]:1: .*hooks.*written inline/,
  },
  {
    name: "the event as a table",
    text: "[hooks.PreToolUse]\nx = 1\n[hooks.state]\ny = 2\n",
    refused: /:1:1: `hooks\.PreToolUse` cannot be added to/,
    refusedIn: "requirements.toml",
  },
  { name: "a table twice, once by a literal key", text: "[features]\n['features']\n", refused: /:2:\d+: / },
  { name: "typographic quotes", text: "a = \u201cx\u201d\n", refused: /:1:5: / },
  { name: "JSON in its place", text: '{\n  "hooks": {}\n}\n', refused: /:1:\d+: / },
  { name: "YAML in its place", text: "hooks:\n  - x\n", refused: /:1:\d+: / },
];

export const foundYaml: readonly Exhibit[] = [
  { name: "the root further in", text: "  a: 1\n  hooks:\n    post_tool_call:\n      - command: x\n" },
  { name: "a blank before colons", text: "hooks :\n  pre_tool_call :\n    - command : theirs\n" },
  { name: "tabs between key and value", text: "hooks:\t# x\n  pre_tool_call:\t\n    - command:\ttheirs\t\n" },
  { name: "lines of a tab alone", text: "hooks:\n  pre_tool_call:\n\t\n    - command: x\n\t\nrest: 1\n" },
  {
    name: "a dash alone on its line",
    text: "hooks:\n  pre_tool_call:\n    -\n      command: theirs\n    - # note\n      command: more\n",
  },
  {
    name: "many blanks behind a dash",
    text: "hooks:\n  pre_tool_call:\n    -    command: theirs\n         timeout: 3\n",
  },
  { name: "a list in the list", text: "hooks:\n  pre_tool_call:\n    - - command: theirs\n      - x\n" },
  {
    name: "a block text as the last value of the list",
    text: "hooks:\n  pre_tool_call:\n    - command: |\n        a\n        hooks:\n          - x\n\nrest: 1\n",
  },
  {
    name: "a block text that keeps, last in the list",
    text: "hooks:\n  pre_tool_call:\n    - command: |+\n        a\n\n\nrest: 1\n",
  },
  {
    name: "a block text that keeps, last in the file",
    text: "hooks:\n  pre_tool_call:\n    - command: |+\n        a\n\n",
  },
  { name: "a block text with an indicator", text: "a: |2\n    x\n  y\nb: >1-\n  z\n" },
  { name: "a block text, last and unended", text: "a: |\n  x" },
  { name: "a block text that keeps, last and unended", text: "a: |+\n  x" },
  { name: "a block text in the list, last and unended", text: "hooks:\n  pre_tool_call:\n    - command: |\n        x" },
  { name: "three dashes and dots in a block text", text: "a: |\n  ---\n  ...\n  hooks:\nb: 1\n" },
  {
    name: "a plain text over lines",
    text: "hooks:\n  pre_tool_call:\n    - command: a\n        b\n        c\nrest: d\n  e\n",
  },
  { name: "quoted texts over lines", text: "a: \"x\n\n  y: 1\n  - z\"\nb: 'it''s\n  hooks:'\n" },
  {
    name: "a quoted text that goes on at the margin of its key",
    text: 'hooks:\n  pre_tool_call:\n    - command: "a\n      b"\n    # end\n',
    refused: /:3:18: /,
  },
  {
    name: "inline maps over lines, further in",
    text: "hooks:\n  other: {a: 1,\n    b: [2,\n      3]}\nrest: {c: {}}\n",
  },
  {
    name: "the last event inline",
    text: "hooks:\n  pre_tool_call:\n    - command: a\n  on_end: [{command: b},\n    {command: c}]\n",
  },
  { name: "the last event without a value", text: "hooks:\n  on_session_end:\n" },
  {
    name: "the last event without a value, with a comment",
    text: "hooks:\n  on_session_end: # none\n  # nor this\nrest: 1\n",
  },
  { name: "the last event without a value and an end", text: "hooks:\n  on_session_end:" },
  { name: "the last item without a value", text: "hooks:\n  pre_tool_call:\n    - command: a\n    -\nrest: 1\n" },
  {
    name: "the last value of an item is missing",
    text: "hooks:\n  pre_tool_call:\n    - command: a\n      timeout:\nrest: 1\n",
  },
  { name: "a comment as the last line, unended", text: "a: 1\n# end" },
  {
    name: "a comment further in as the last line, unended",
    text: "hooks:\n  pre_tool_call:\n    - command: a\n      # end",
  },
  {
    name: "comments behind values",
    text: "hooks: # all\n  pre_tool_call: # before\n    - command: a # one\n      timeout: 5 # s\n    # - command: off\n  # post_tool_call:\n\n# end\n",
  },
  {
    name: "a comment at the margin before the next event",
    text: "hooks:\n  pre_tool_call:\n    - command: a\n# note\n  post_tool_call:\n    - command: b\n# note\n",
  },
  {
    name: "a merge key in the list",
    text: "base: &b\n  timeout: 5\nhooks:\n  pre_tool_call:\n    - <<: *b\n      command: theirs\n",
  },
  { name: "an anchor on the last value", text: "hooks:\n  pre_tool_call:\n    - command: &c theirs\nx: *c\n" },
  { name: "an alias as the last value", text: "x: &c theirs\nhooks:\n  pre_tool_call:\n    - command: *c\n" },
  { name: "a tag of its own", text: "a: !secret x\nb: !include y.yaml\n" },
  { name: "yes, no, and octal", text: "a: yes\nb: no\nc: 010\nd: 0o10\ne: 1_000\nf: 12:30\ng: ~\n" },
  { name: "Windows paths", text: "a: C:\\Users\\x\nb: 'C:\\y'\nc: \"C:\\\\z\"\n" },
  { name: "URLs and hashes in texts", text: "a: http://x/#y\nb: x#y\nc: 'x # y'\n" },
  { name: "characters beyond the first plane", text: "a: \u{1f600}\n\u{1f600}: b\n" },
  {
    name: "CRLF with block texts",
    text: "a: |\r\n  x\r\n  y\r\nhooks:\r\n  pre_tool_call:\r\n    - command: >-\r\n        z\r\n\r\nb: 1\r\n",
  },
  { name: "carriage returns alone", text: "a: 1\rb: 2\r", refused: /:\d+:\d+: / },
  { name: "a directive and comments before", text: "# a\n%YAML 1.2\n# b\n---\n# c\na: 1\n" },
  { name: "an end of document with a comment", text: "a: 1\n... # end\n# more\n" },
  { name: "an end of document behind hooks", text: "hooks:\n  pre_tool_call:\n    - command: a\n...\n" },
  { name: "an end of document, unended", text: "hooks:\n  pre_tool_call:\n    - command: a\n..." },
  { name: "a document start alone", text: "---\n" },
  { name: "a document start and comments", text: "---\n# nothing\n" },
  { name: "a document start, unended", text: "---" },
  { name: "a key over lines", text: '? "a\n  b"\n: 1\nhooks:\n  ? pre_tool_call\n  :\n    - command: theirs\n' },
  { name: "a key of a thousand letters", text: `${"k".repeat(1_000)}: 1\n` },
  { name: "JSON in its place", text: '{\n  "hooks": {}\n}\n', refused: /written inline/ },
  { name: "a document and an empty one", text: "a: 1\n---\n", refused: /one document/ },
  { name: "documents with nothing between", text: "---\n---\na: 1\n", refused: /one document/ },
  { name: "tabs as indentation", text: "hooks:\n\tpre_tool_call:\n\t\t- command: x\n", refused: /:2:\d+: / },
  { name: "a tab behind blanks as indentation", text: "a:\n  \tb: 1\n", refused: /:2:\d+: / },
  { name: "a text as hooks", text: "hooks: none\n", refused: /written inline/ },
  { name: "a block text as hooks", text: "hooks: |\n  pre_tool_call:\n    - command: x\n", refused: /written inline/ },
  { name: "a list as hooks", text: "hooks:\n  - command: x\n", refused: /written inline/ },
  { name: "a map as the list", text: "hooks:\n  pre_tool_call:\n    command: x\n", refused: /written inline/ },
  { name: "hooks twice, once quoted", text: "hooks:\n  a: 1\n'hooks':\n  b: 2\n", refused: /:3:1: / },
  { name: "an open quote", text: 'a: "x\nb: 1\n', refused: /:\d+:\d+: / },
  { name: "a line further out", text: "a:\n    b: 1\n  c: 2\n", refused: /:3:\d+: / },
];
