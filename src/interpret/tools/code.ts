import type { Span } from "../../model/effect.ts";
import type { JsonObject } from "../../model/json.ts";
import { cypherEffects } from "../programs/databases-stores.ts";
import { argument, type Tool, textAt } from "./call.ts";
import { toolInvocation } from "./invocation.ts";
import { isCodeKey, isCommandKey, lastKey, plainKey } from "./keys.ts";
import { interpretPatch } from "./patch.ts";

/** Names that languages go by in an argument, and the interpreter for each. */
const LANGUAGES: Readonly<Record<string, string>> = {
  python: "python",
  python3: "python",
  py: "python",
  javascript: "javascript",
  js: "javascript",
  node: "javascript",
  nodejs: "javascript",
  typescript: "javascript",
  ts: "javascript",
  ruby: "ruby",
  php: "php",
  perl: "perl",
  bash: "sh",
  sh: "sh",
  shell: "sh",
  zsh: "sh",
  powershell: "powershell",
  pwsh: "powershell",
  cmd: "cmd",
  sql: "sql",
};

const RUNS =
  /^(?:run|exec|execute|eval|evaluate|python|node|js|javascript|code|script|interpreter|repl|jupyter|notebook|cell|powershell|pwsh|bash|shell|terminal|console)$/;
const IS_PYTHON = /^(?:python|python3|py|jupyter|notebook|ipython|pandas|blender)$/;
const IS_JAVASCRIPT = /^(?:node|js|javascript|browser|page|evaluate|playwright|puppeteer|chrome|devtools|deno|bun)$/;
const IS_POWERSHELL = /^(?:powershell|pwsh)$/;

/** The language of an argument that the tool runs as code; undefined where it is none, or a command line. */
export function codeLanguage(key: string, text: string, at: Tool, beside: JsonObject): string | undefined {
  if (/^\*\*\* Begin Patch/.test(text)) return "patch";
  const plain = plainKey(key);
  const words = [...at.serverWords, ...at.words];
  const named =
    LANGUAGES[textAt(beside, "language", "lang", "runtime", "kernel", "interpreter", "shell").toLowerCase()];
  if (plain === "powershell") return "powershell";
  if (
    !isCodeKey(key) &&
    !(isCommandKey(key) && (named !== undefined || words.some((word) => IS_POWERSHELL.test(word))))
  )
    return undefined;
  if (
    !at.words.some((word) => RUNS.test(word)) &&
    !at.serverWords.some((word) => IS_PYTHON.test(word) || /^(?:repl|interpreter)$/.test(word))
  )
    return undefined;
  if (isCodeKey(key) && /^(?:source|expression)$/.test(plain) && named === undefined && !/[(;=]/.test(text))
    return undefined;
  if (plain === "python" || plain === "javascript" || plain === "js") return LANGUAGES[plain];
  if (named !== undefined) return named;
  if (words.some((word) => IS_POWERSHELL.test(word))) return "powershell";
  if (words.some((word) => IS_PYTHON.test(word))) return "python";
  if (words.some((word) => IS_JAVASCRIPT.test(word))) return "javascript";
  if (isCommandKey(key)) return undefined;
  if (at.words.some((word) => /^(?:bash|shell|terminal)$/.test(word))) return "sh";
  return /\b(?:import|def|print)\b|__[a-z]+__|\bos\.(?:system|popen)\b/.test(text) && !/[;{}]\s*$/m.test(text)
    ? "python"
    : "javascript";
}

export function runCode(language: string, text: string, at: Tool, span: Span, beside: JsonObject): void {
  if (language === "patch") interpretPatch(text, at.call.cwd, at.context, at.name);
  else if (language === "sh") runCommand(text, [], at, beside, span);
  else {
    if (language === "python") shellLines(text, at, beside, span);
    toolInvocation(at.name, text, at.call.cwd, at.context).code(language, text, { source: "inline", span });
  }
}

/** Lines of a notebook that go to a shell: `!rm -rf x`, `files = !ls`, `%sx ls`, and cells that begin with `%%bash`. */
function shellLines(text: string, at: Tool, beside: JsonObject, span: Span): void {
  const cell = /^\s*%%(?:bash|sh|script\s+(?:ba|z)?sh)\b[^\n]*\n([\s\S]*)/.exec(text)?.[1];
  const lines = [...text.matchAll(/^\s*(?:[\w, ]{1,60}=\s*)?(?:!{1,2}|%sx\s|%system\s)([^=\n].*)$/gm)].map(
    ([, line]) => line,
  );
  const script = cell ?? lines.join("\n");
  if (script !== "") runCommand(script, [], at, beside, span);
}

/** Tools named after a program take what follows the program's name. */
const PROGRAMS: Readonly<Record<string, string>> = {
  git: "git",
  kubectl: "kubectl",
  kubernetes: "kubectl",
  helm: "helm",
  docker: "docker",
  podman: "podman",
  terraform: "terraform",
  redis: "redis-cli",
  aws: "aws",
  gcloud: "gcloud",
  az: "az",
  gh: "gh",
  npm: "npm",
};

/** Whether a command key holds a command line, and not the name of the operation that a tool is to do. */
export function isCommandLine(text: string, key: string, at: Tool, beside: JsonObject): boolean {
  if (/\s/.test(text)) return true;
  const isOperation = "path" in beside || "file_path" in beside || "operation" in beside;
  return !(isOperation && plainKey(key) === "command") || at.verb === "run";
}

/** A command line in an argument; `beside` may say in which folder it runs. */
export function runCommand(text: string, keys: readonly string[], at: Tool, beside: JsonObject, found?: Span): void {
  const key = plainKey(lastKey(keys));
  const span = found ?? at.spans.whole;
  const folder = argument(
    beside,
    "cwd",
    "workdir",
    "work_dir",
    "working_directory",
    "working_dir",
    "directory",
    "repo_path",
  );
  const cwd =
    folder === undefined
      ? at.call.cwd
      : folder.startsWith("/") || at.call.cwd === undefined
        ? folder
        : `${at.call.cwd}/${folder}`;
  const remote = at.place !== "local" || keys.some((one) => /^(?:host|ssh|remote|container)/i.test(one));
  const where = at.place === "container" ? "container" : "remote";
  const inner = decoded(key, text);
  const line = inner ?? withProgram(text, at);
  toolInvocation(at.name, line, cwd, at.context).shell(line, {
    source: inner === undefined ? "inline" : "decoded",
    span,
    changes: {
      ...(remote && !isOwnProgram(line, at) ? { where } : {}),
      ...(inner === undefined ? {} : { tags: ["encoded"] }),
    },
  });
}

/** The key says that the command comes in base64. */
function decoded(key: string, text: string): string | undefined {
  if (!/base_?64|b64|encoded/.test(key) || !/^[A-Za-z0-9+/_=\s-]+$/.test(text)) return undefined;
  return Buffer.from(text, "base64").toString("utf8");
}

function withProgram(text: string, at: Tool): string {
  const first = firstWord(text);
  const word = [...at.words, ...at.serverWords].find((one) => Object.hasOwn(PROGRAMS, one));
  const program = word === undefined ? undefined : PROGRAMS[word];
  const stands = STANDS_FOR_PROGRAM.test(at.name) || (program === "redis-cli" && at.verb === "run");
  if (program === undefined || !stands || first === program || first === word) return text;
  return `${program} ${text}`;
}

function firstWord(text: string): string {
  return text.trimStart().replace(/[^\w.-][\s\S]*$/, "");
}

/** `kubectl`, `git_command`, `run_docker`, `execute_redis_command`, not `docker_exec`. */
const STANDS_FOR_PROGRAM =
  /^(?:run|execute|exec|call)?[_-]?(?:git|kubectl|helm|docker|podman|terraform|redis|aws|gcloud|az|gh|npm)(?:[_-]?(?:command|cmd|cli|generic|run|execute))?$/i;

/** kubectl itself runs here, whatever it works on. */
function isOwnProgram(line: string, at: Tool): boolean {
  return STANDS_FOR_PROGRAM.test(at.name) && Object.values(PROGRAMS).includes(firstWord(line));
}

/** Reads SQL in an argument; false where it is not SQL. */
export function runSql(text: string, at: Tool, span: Span, beside: JsonObject): boolean {
  if ([...at.serverWords, ...at.words].some((word) => /^(?:neo4j|cypher|memgraph|graph)$/.test(word))) {
    cypherEffects(toolInvocation(at.name, text, at.call.cwd, at.context), text);
    return true;
  }
  // What a search is asked for is words, unless they have the shape of a statement.
  if (!(at.verb === "list" && !isDatabase(at) ? SHAPE.test(text) : looksLikeSql(text))) return false;
  const where = [
    at.server,
    at.name,
    ...["database", "db", "host", "environment", "env", "project", "connection", "project_id"].map((key) =>
      textAt(beside, key),
    ),
  ];
  toolInvocation(at.name, text, at.call.cwd, at.context, where.filter((word) => word !== "").join(" ")).code(
    "sql",
    text,
    { source: "inline", span },
  );
  return true;
}

const SHAPE =
  /^\s*(?:select\b[\s\S]*\bfrom\b|insert\s+into\b|update\s+[\w."`]+\s+set\b|delete\s+from\b|truncate\s+table\b|(?:drop|alter|create)\s+(?:table|database|schema|view|index|user|role|function)\b|grant\b[\s\S]*\bto\b)/i;

function isDatabase(at: Tool): boolean {
  return [...at.serverWords, ...at.words].some((word) =>
    /^(?:sql|db|database|databases|postgres|postgresql|pg|mysql|mariadb|sqlite|mssql|oracle|snowflake|bigquery|bq|redshift|clickhouse|duckdb|supabase|neon|dbhub|planetscale|cockroach|athena|databricks|presto|trino|query)$/.test(
      word,
    ),
  );
}

function looksLikeSql(text: string): boolean {
  return /^(?:\s|\(|--[^\n]*\n|\/\*[^*]*\*\/)*(?:select|insert|update|delete|drop|truncate|alter|create|grant|revoke|merge|replace|copy|exec|execute|call|do|with|begin|set|use|show|describe|explain|vacuum|attach|pragma|load|import|export|shutdown|kill|flush|rename|start|commit)\b/i.test(
    text,
  );
}

export function shellQuoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
