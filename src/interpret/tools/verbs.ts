/** What a tool does, told from the words of its name: `delete_file`, `fs-rm`, `removeDirectory`, `resources/read`. */

/** Verbs that are hardly ever nouns, and what they come to. */
const VERBS: Readonly<Record<string, string>> = {
  ...rows("delete", "delete remove rm rmdir unlink erase destroy drop purge trash wipe clear truncate uninstall del deregister terminate prune flush flushall flushdb shred cleanup"),
  ...rows("move", "move rename mv"),
  ...rows("write", "write save edit update create append put insert replace modify upsert upload set add touch mkdir make generate new patch rewrite overwrite store register apply configure assign copy cp enable disable"),
  ...rows("run", "exec execute run eval evaluate invoke spawn"),
  ...rows("send", "send publish notify submit broadcast forward"),
  ...rows("fetch", "fetch download navigate goto browse scrape crawl open visit curl wget"),
  ...rows("list", "list ls tree search find grep glob query count lookup"),
  ...rows("read", "read get show view cat load describe head tail stat inspect explain check retrieve preview export status diff resolve"),
  ...rows("stop", "stop kill suspend shutdown reboot restart pause cancel abort drain cordon scale"),
  ...rows("reset", "reset revert rollback restore rebuild reinstall"),
  ...rows("merge", "merge rebase cherrypick"),
  ...rows("push", "push"),
  ...rows("deploy", "deploy promote release rollout"),
  ...rows("pay", "pay refund charge withdraw payout purchase buy sell trade"),
  ...rows("grant", "grant revoke invite impersonate authorize"),
}; // biome-ignore format: one table

/** Words that are nouns as often (`get_post`, `list_comments`): they count where no verb above does. */
const NOUNS: Readonly<Record<string, string>> = {
  ...rows("run", "command cmd shell bash terminal sh powershell script console python code"),
  ...rows("send", "post message email mail share reply comment tweet sms webhook"),
  ...rows("fetch", "request http url web"),
  ...rows("pay", "transfer payment order swap"),
  ...rows("write", "commit fill type"),
  ...rows("list", "directory files"),
  ...rows("read", "info details content"),
}; // biome-ignore format: one table

/** Where a name joins two verbs (`find_and_delete`), the one that does more. */
const STRONGER = ["delete", "pay", "reset", "run", "move", "push", "merge", "send", "grant", "deploy", "stop", "write"];

function rows(verb: string, words: string): Record<string, string> {
  return Object.fromEntries(words.split(" ").map((word) => [word, verb]));
}

/** Lower-case words of a tool's name: camelCase, snake_case, kebab-case, dots and slashes. */
export function wordsOfName(name: string): readonly string[] {
  return name
    .slice(0, 200)
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
}

/** delete, move, write, run, send, fetch, list, read, stop, reset, merge, push, deploy, pay, grant; "" where none is named. */
export function verbOf(tool: string): string {
  const words = wordsOfName(tool);
  const verbs = words.flatMap((word) => own(VERBS, word));
  const joined = words.includes("and") || /^find(?:one|by\w*)(?:and)/i.test(tool.replace(/[^a-z]/gi, ""));
  if (verbs.length > 1 && joined) return STRONGER.find((verb) => verbs.includes(verb)) ?? (verbs[0] as string);
  return verbs[0] ?? words.flatMap((word) => own(NOUNS, word))[0] ?? "";
}

const BETWEEN = new Set(["from", "in", "of", "to", "for", "by", "with", "on", "at", "and"]);

/** What a tool's verb works on: the last word before a preposition (`remove_label_from_project`: label). */
export function objectOf(words: readonly string[]): string {
  const verb = words.findIndex((word) => Object.hasOwn(VERBS, word));
  const after = words.slice(verb + 1);
  const end = after.findIndex((word) => BETWEEN.has(word));
  const phrase = end < 0 ? after : after.slice(0, end);
  // `kv_namespace_delete`: the verb comes last.
  return phrase.at(-1) ?? words[verb - 1] ?? "";
}

function own(table: Readonly<Record<string, string>>, word: string): readonly string[] {
  const verb = Object.hasOwn(table, word) ? table[word] : undefined;
  return verb === undefined ? [] : [verb];
}
