import { unreadable } from "../../../installers/cursor.ts";
import type { Check, Examined, Problem } from "../check.ts";
import type { ConfigFile } from "../config-file.ts";
import { entriesIn } from "../setup.ts";

const CURSOR_EVENTS = new Set(
  (
    "sessionStart sessionEnd preToolUse postToolUse postToolUseFailure subagentStart subagentStop beforeShellExecution " +
    "afterShellExecution beforeMCPExecution afterMCPExecution beforeReadFile afterFileEdit beforeSubmitPrompt preCompact " +
    "stop afterAgentResponse afterAgentThought beforeTabFileRead afterTabFileEdit workspaceOpen"
  ).split(" "),
);

/** Files that a client throws away as a whole, with the hooks in them. */
export const brokenFiles: Check = {
  id: "files",
  title: "the agents' files can be read by the agents",
  look: ({ setups }: Examined) =>
    setups.flatMap(({ row, files }) =>
      files.flatMap((file) => [...unread(row.agent, file), ...misshapen(row.agent, file)]),
    ),
};

function unread(agent: string, file: ConfigFile): readonly Problem[] {
  if (file.state !== "broken" && file.state !== "unreadable") return [];
  const holds = file.state === "unreadable" || file.text.includes("clampd-guard");
  return [
    {
      weight: holds ? "error" : "warning",
      agent,
      file: file.file,
      what: `the file cannot be read: ${file.problem}`,
      why: "the client passes over it, and every hook in it is off, mostly without a word",
      fix: `put it right by hand, then run \`clampd-guard install ${agent}\``,
    },
  ];
}

interface Shape {
  readonly agent: string;
  readonly named: RegExp;
  readonly wrong: (file: Extract<ConfigFile, { state: "read" }>) => string | undefined;
}

/** What a client refuses although it is well-formed (runs of Codex 0.169.0 and Cursor's runtime 1.0.32). */
const SHAPES: readonly Shape[] = [
  {
    agent: "codex",
    named: /hooks\.json$/,
    wrong: ({ value }) => {
      const key = Object.keys(value).find((name) => name !== "hooks" && name !== "description");
      return key === undefined ? undefined : `it has a field that Codex does not know: ${key}`;
    },
  },
  {
    agent: "cursor",
    named: /hooks\.json$/,
    wrong: ({ value, text }) => {
      if (text.trim() === "") return undefined;
      if (value.version !== 1) return "it lacks `version: 1`";
      const names = Object.keys(typeof value.hooks === "object" && value.hooks !== null ? value.hooks : {});
      const unknown = names.find((name) => !CURSOR_EVENTS.has(name));
      if (unknown !== undefined) return `it names an event that Cursor does not know: ${unknown}`;
      return unreadable(text)?.why;
    },
  },
];

function misshapen(agent: string, file: ConfigFile): readonly Problem[] {
  if (file.state !== "read") return [];
  const what = SHAPES.find((shape) => shape.agent === agent && shape.named.test(file.file))?.wrong(file);
  if (what === undefined) return [];
  const holds = entriesIn(agent, file).some(({ ours }) => ours);
  return [
    {
      weight: holds ? "error" : "warning",
      agent,
      file: file.file,
      what,
      why: "the client rejects the whole file, and every hook in it is off",
      fix: "take it out of the file",
    },
  ];
}
