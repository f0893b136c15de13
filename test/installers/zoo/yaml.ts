import type { Exhibit } from "./json.ts";

const CONFIG = `# hermes
model:
  provider: openrouter   # cheap
  name: "x"
tools: [terminal, file]
text: |
  hooks:
    pre_tool_call: none
`;
const HOOKED = `hooks:
  pre_tool_call:
    - matcher: "terminal"
      command: theirs   # mine
      timeout: 5
  post_tool_call:
    - command: other
after: 1
`;

/** For Hermes' config.yaml. */
export const yamlZoo: readonly Exhibit[] = [
  { name: "empty", text: "" },
  { name: "one line break", text: "\n" },
  { name: "only a comment", text: "# nothing\n" },
  { name: "ordinary", text: CONFIG },
  { name: "without a last line break", text: "a: 1\nb: 2" },
  { name: "CRLF", text: "a: 1\r\nb:\r\n  - x\r\n" },
  { name: "byte order mark", text: "\uFEFFa: 1\n" },
  { name: "another tool's hooks", text: HOOKED },
  { name: "another tool's hooks, CRLF", text: HOOKED.replaceAll("\n", "\r\n") },
  { name: "another tool's hooks at the end", text: HOOKED.replace("after: 1\n", "") },
  { name: "another tool's hooks at the end without a line break", text: HOOKED.replace("\nafter: 1\n", "") },
  { name: "lists that are not indented", text: "hooks:\n  pre_tool_call:\n  - command: theirs\n  - command: more\n" },
  { name: "four blanks", text: "hooks:\n    pre_tool_call:\n        - command: theirs\n" },
  { name: "another event only", text: "hooks:\n  on_session_end:\n    - command: bell\nrest: true\n" },
  {
    name: "comments between",
    text: "hooks:\n  # theirs\n  pre_tool_call:\n    # first\n    - command: theirs\n    # end\n\n# rest\nrest: 1\n",
  },
  { name: "anchors", text: "base: &base {a: 1}\nuse: *base\n" },
  { name: "document start", text: "---\na: 1\n" },
  { name: "hooks inline", text: "hooks: {}\n", refused: /written inline/ },
  { name: "list inline", text: "hooks:\n  pre_tool_call: []\n", refused: /written inline/ },
  { name: "hooks without a value", text: "hooks:\nrest: 1\n", refused: /empty or written inline/ },
  { name: "duplicate key", text: "a: 1\na: 2\n", refused: /:2:1: / },
  { name: "broken", text: "a: [1\nb: 2\n", refused: /:\d+:\d+: / },
  { name: "a list", text: "- a\n", refused: /must hold a map/ },
];
