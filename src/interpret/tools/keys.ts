/** What an argument is for, told from the words of its key. The last key of the path that says something counts. */

/**
 * identifier: names one thing (id, branch, host, user …), so nothing else belongs in it. place: a path or an address.
 * query: what is searched for. prose: read by people. code: text in a language of its own; file: text of a file.
 */
export type KeyClass = "identifier" | "place" | "query" | "prose" | "code" | "file" | "header";

const CLASSES: Readonly<Record<KeyClass, ReadonlySet<string>>> = {
  identifier: words("id ids uid uuid guid name names username user users login account owner repo repository project namespace branch base head ref tag sha commit revision version remote host hostname domain server port protocol sort order order_by column columns field fields table collection database db schema bucket key keys slug status state type kind format lang language locale template theme page limit offset filename file_name filter filters where environment region zone role group team org organization email phone device param parameter option options value tenant channel image container pod cluster service package module plugin action method event label labels category title_id subject assignee topic index dn cn search_base"),
  place: words("path paths file files filepath file_path directory dir folder target_file source_file source src destination dest dst old_path new_path output_path input_path save_as notebook_path absolute_path relative_path location url urls uri href link links endpoint webhook callback base_url image_url download_url repo_url redirect redirect_uri callback_url address"),
  query: words("query q search search_query keyword keywords term terms pattern regex regexp jql cql expression question prompt_query glob selector xpath"),
  prose: words("text texts message messages description descriptions comment comments summary note notes prompt instructions instruction title heading caption markdown md html answer reason thought thoughts observation observations entry annotation review feedback excerpt quote paragraph details release_notes changelog purpose task steps acceptance_criteria rich_text blocks attachments system user_prompt input goal context reasoning explanation story footer header_text"),
  code: words("code script scripts command commands cmd shell bash sql statement statements snippet program function functions js javascript python css jsx tsx graphql formula template_body workflow manifest yaml xml_template dockerfile regexes diff patch"),
  file: words("content contents body file_text file_content new_content new_string old_string new_str old_str insert_text replacement new_text old_text new_source data_content edits source_code html_content markdown_content page_content template_content"),
  header: words("header headers"),
}; // biome-ignore format: one table

const ORDER = ["identifier", "place", "query", "prose", "code", "file", "header"] as const;

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(" "));
}

/** The key that a value stands under; "" at the top. */
export function lastKey(keys: readonly string[]): string {
  return keys.at(-1) ?? "";
}

/** `filePath`, `file-path` and `FILE_PATH` are one key. */
export function plainKey(key: string): string {
  return key
    .slice(0, 100)
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/[-.\s]+/g, "_")
    .toLowerCase();
}

const ENDINGS: readonly (readonly [RegExp, KeyClass])[] = [
  [/_(?:ids?|uuid|name|key|slug|sha|ref|branch|type|user|host|port|email)$/, "identifier"],
  [/_(?:path|file|dir|directory|folder|url|uri|link|endpoint)$/, "place"],
  [/_(?:query|pattern|regex)$/, "query"],
  [/_(?:text|message|description|comment|summary|notes?|prompt|instructions|title|markdown|html)$/, "prose"],
  [/_(?:code|script|command|cmd|sql|snippet|diff|patch)$/, "code"],
  [/_(?:content|contents|body)$/, "file"],
];

/** Code, prose and file text hold everything below them, however the inner keys are called. */
export function classOfKeys(keys: readonly string[]): KeyClass | undefined {
  let found: KeyClass | undefined;
  for (const key of keys) {
    const cls = classOfKey(key);
    if (cls === undefined) continue;
    if (found === "prose" || found === "code" || found === "file") {
      // `messages[].id` is an identifier again, `content.title` is not.
      if (cls !== "identifier" || found !== "prose" || !/(?:^|_)ids?$/.test(plainKey(key))) continue;
    }
    found = cls;
  }
  return found;
}

function classOfKey(key: string): KeyClass | undefined {
  const plain = plainKey(key);
  return ORDER.find((cls) => CLASSES[cls].has(plain)) ?? ENDINGS.find(([ending]) => ending.test(plain))?.[1];
}

// The uses of an argument, beside its class.
const COMMAND =
  /^(?:command|cmd|commands|shell|bash|sh|exec|command_?line|run|terminal|powershell|script|argv)$|_(?:command|cmd|command_?line)$/;
const CODE =
  /^(?:code|source|source_?code|python|javascript|js|expression|eval|snippet|program|function|script)$|_code$/;
const SQL = /^(?:sql|query|statements?|queries|raw_?sql|sql_?query|sql_?text|sql_?statements?)$|_(?:sql|query)$/;
const PATH =
  /^(?:paths?|files?|attachments?|local_?path|file_?paths?|file_?name|dir|directory|directories|directory_?path|folder|folder_?path|target|target_?file|target_?path|source|source_?path|src|destination|destination_?path|dest|dst|from|to|old_?path|new_?path|root|location|output_?path|input_?path|save_?as|notebook_?path|absolute_?path|relative_?path|full_?path|workdir|work_?dir|cwd|project_?path|repo_?path|workspace)$|_(?:path|file|dir|directory)$/;
const SURE_PATH = /path|^(?:file|dir|folder|directory|files|directories|filename|file_name)$|_(?:file|dir|directory)$/;
const DESTINATION =
  /^(?:to|dest|destination|dst|new_?path|output_?path|save_?as|destination_?path|target_?path|output_?(?:file|dir))$/;
const PLACE_ONLY = /^(?:cwd|work_?dir|root|project_?path|repo_?path|workspace)$/;
const URL =
  /^(?:urls?|uri|uris|endpoint|href|link|webhook|callback|host|hostname|server|address|domain)$|_(?:url|uri|endpoint|host|webhook)$|^(?:webhook|image|base|target|download|repo|repository|callback)_?url$/;
const ENVIRONMENT = /^(?:env|environment|environment_?variables|env_?vars?)$/;
const CONTENT =
  /^(?:content|contents|text|data|file_?text|file_?content|new_?content|body|new_?str|new_?string|new_?text|insert_?text|replacement|new_?source|source_?code)$/;
const WRAPPED =
  /^(?:arguments|args|params|parameters|input|payload|options|request|tool_?input|tool_?args|json|config)$/;

const test = (pattern: RegExp) => (key: string) => pattern.test(plainKey(key));
export const isCommandKey = test(COMMAND);
export const isCodeKey = test(CODE);
export const isSqlKey = test(SQL);
export const isPathKey = test(PATH);
/** A path whatever its value looks like. */
export const isSurePathKey = test(SURE_PATH);
export const isDestinationKey = test(DESTINATION);
/** Says where a tool works, not what it works on. */
export const isFolderOfWork = test(PLACE_ONLY);
export const isUrlKey = test(URL);
export const isEnvironmentKey = test(ENVIRONMENT);
export const isContentKey = test(CONTENT);
/** May hold the arguments of a call as JSON in a string. */
export const isWrappedKey = test(WRAPPED);
