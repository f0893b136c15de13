import type { Exhibit } from "./json.ts";

const CONFIG = `# my codex
model = "gpt-5.5" # fast
approval_policy = 'on-request'
notify = [
  "notify-send", # a [bracket] in a comment
  "codex",
]

[projects."/home/me/work"]
trust_level = "trusted"

[mcp_servers.docs]
command = "npx"
args = ["-y", "docs"]
env = { TOKEN = "x", "quoted key" = "y" }
`;

/** For Codex's config.toml and requirements.toml. */
export const tomlZoo: readonly Exhibit[] = [
  { name: "empty", text: "" },
  { name: "one line break", text: "\n" },
  { name: "blanks only", text: "   \n\t\n" },
  { name: "only a comment", text: "# nothing" },
  { name: "ordinary", text: CONFIG },
  { name: "without a last line break", text: CONFIG.trimEnd() },
  { name: "CRLF", text: CONFIG.replaceAll("\n", "\r\n") },
  { name: "CRLF without a last line break", text: CONFIG.replaceAll("\n", "\r\n").trimEnd() },
  { name: "byte order mark", text: `\uFEFF${CONFIG}` },
  { name: "many line breaks at the end", text: `${CONFIG}\n\n\n` },
  { name: "tabs and blanks", text: CONFIG.replaceAll(" = ", "\t=  ") },
  {
    name: "dates and numbers",
    text: "d = 1979-05-27T07:32:00Z\nl = 1979-05-27\nt = 07:32:00\nn = 9223372036854775807\nf = inf\nh = 0xFF\n",
  },
  {
    name: "long strings with headers in them",
    text: "a = \"\"\"\n[hooks]\n[features]\n\"\"\"\nb = '''\n[[hooks.PreToolUse]]\n'''\n",
  },
  {
    name: "lists of tables in lists of tables",
    text: '[[fruits]]\nname = "apple"\n[[fruits.varieties]]\nname = "red"\n[[fruits.varieties]]\nname = "green"\n[[fruits]]\nname = "banana"\n',
  },
  {
    name: "another tool's hooks",
    text: '[[hooks.PreToolUse]]\nmatcher = "Bash"\n[[hooks.PreToolUse.hooks]]\ntype = "command"\ncommand = "theirs" # mine\n\n[[hooks.Stop]]\n[[hooks.Stop.hooks]]\ntype = "command"\ncommand = "bell"\n',
  },
  {
    name: "trust of other hooks",
    text: '[hooks.state."/x/hooks.json:pre_tool_use:0:0"]\ntrusted_hash = "sha256:aa"\nenabled = true\n',
  },
  { name: "dotted keys", text: 'features.web = true\n"a b".c = 1\n' },
  { name: "a table defined by dotted keys", text: "[tools]\nweb.search = true\n" },
  { name: "features with another switch", text: "[features]\nweb = true\n\n[tui]\ntheme = 'x'\n" },
  { name: "features as the last line", text: "[tui]\nx = 1\n[features]" },
  { name: "features that are on", text: "[features] # on\nhooks = true\n" },
  {
    name: "one megabyte",
    text: Array.from({ length: 20_000 }, (_, i) => `[projects."/p/${i}"]\ntrust_level = "trusted"\n`).join(""),
  },
  { name: "not TOML", text: '{"a": 1}\n', refused: /:1:\d+: / },
  { name: "duplicate key", text: "a = 1\na = 2\n", refused: /:2:\d+: / },
  { name: "duplicate table", text: "[a]\n[b]\n[a]\n", refused: /:3:\d+: / },
  { name: "open string", text: 'a = "x\nb = 1\n', refused: /:1:\d+: / },
  { name: "hooks inline", text: "hooks = { state = { } }\n", refused: /written inline/ },
];
