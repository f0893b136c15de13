import { isObject, type Json, type JsonObject } from "../../model/json.ts";
import { emit } from "../context.ts";
import { resourceOf } from "../programs/cloud-words.ts";
import { looksProduction } from "../sql/production.ts";
import { flag, type Tool, textAt, valueAt } from "./call.ts";
import { objectOf } from "./verbs.ts";

/** Services whose tools make and delete what costs money or holds data; by the words of the server's name. */
const PROVIDERS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    aws: "aws",
    ec2: "aws",
    s3: "aws",
    rds: "aws",
    gcp: "gcp",
    gcloud: "gcp",
    azure: "azure",
    cloudflare: "cloudflare",
    supabase: "supabase",
    neon: "neon",
    vercel: "vercel",
    netlify: "netlify",
    heroku: "heroku",
    render: "render",
    railway: "railway",
    digitalocean: "digitalocean",
    fly: "fly",
    planetscale: "planetscale",
    upstash: "upstash",
    firebase: "firebase",
    hetzner: "hetzner",
  }),
);
const ACTIONS: Readonly<Record<string, string>> = { delete: "delete", stop: "stop", reset: "purge" };
const NOT_THE_THING = /^(?:comment|message|tag|label|alert|log|logs|rule|draft|note|task|reaction|cache)$/;

/** Effects of tools on services and databases that the walk through the arguments does not show. */
export function serviceEffects(at: Tool): void {
  if (!isObject(at.args)) return;
  cloudEffect(at, at.args);
  manyRows(at, at.args);
  secretEffect(at, at.args);
  exposeEffect(at, at.args);
}

/** What is stored or shared may be read by anyone: a canned ACL, or a permission that names no one. */
function exposeEffect(at: Tool, args: JsonObject): void {
  const canned = /^public-read/.test(textAt(args, "acl", "canned_acl", "predefined_acl"));
  const shared =
    at.words.some((word) => /^(?:share|sharing|permission|permissions)$/.test(word)) &&
    !/^(?:read|list|fetch|search|delete)$/.test(at.verb) &&
    /^(?:anyone|public|everyone)$/i.test(textAt(args, "type", "visibility", "scope", "access", "shared_with"));
  if (!canned && !shared) return;
  const name = textAt(args, "key", "name", "file_id", "fileId", "id", "bucket");
  const resource = textAt(args, "bucket") !== "" && textAt(args, "key") === "" ? "bucket" : "object";
  const provider = at.serverWords[0] ?? "tool";
  emit(
    at.context,
    { kind: "cloud", provider, action: "expose", resource, name, all: false, production: looksProduction(name) },
    { by: at.name, span: at.spans.whole },
  );
}

const VAULTS =
  /^(?:vault|1password|onepassword|op|bitwarden|bw|lastpass|keychain|keyring|secretsmanager|keyvault|doppler|infisical)$/;

/** A service's stored secret is handed out: `get_secret_value`, `read_secret`, `get_item` of a password store. */
function secretEffect(at: Tool, args: JsonObject): void {
  const [object, all] = [objectOf(at.words.filter((word) => word !== "value")), [...at.serverWords, ...at.words]];
  const isSecret = /^(?:secret|password|credential|credentials)$/.test(object);
  const isItem = /^(?:item|entry|login|note|parameter)$/.test(object) && all.some((word) => VAULTS.test(word));
  if (!/^(?:read|fetch)$/.test(at.verb) || !(isSecret || isItem)) return;
  const name = textAt(args, "name", "secret_id", "secret_name", "path", "id", "item", "key");
  emit(
    at.context,
    {
      kind: "cloud",
      provider: at.serverWords[0] ?? "tool",
      action: "read-secret",
      resource: "secret",
      name,
      all: false,
      production: looksProduction(name),
    },
    { by: at.name, span: at.spans.whole },
  );
}

function cloudEffect(at: Tool, args: JsonObject): void {
  const word = [...at.serverWords, ...at.words].find((one) => PROVIDERS.has(one)) ?? "";
  const provider = PROVIDERS.get(word);
  const action = ACTIONS[at.verb];
  if (provider === undefined || action === undefined || at.words.some((one) => NOT_THE_THING.test(one))) return;
  const nouns = at.words
    .filter((one) => one !== word && !/^(?:delete|remove|destroy|terminate|stop|reset|drop)$/.test(one))
    .join(" ");
  const resource = resourceOf(nouns);
  if (resource === "" || nouns === "") return;
  const names = [
    "name",
    "id",
    "project_id",
    "project_ref",
    "bucket",
    "instance_id",
    "branch_id",
    "database",
    "environment",
    "ref",
  ];
  const name = textAt(args, ...names);
  const production = names.some((key) => looksProduction(textAt(args, key))) || looksProduction(at.server);
  emit(
    at.context,
    {
      kind: "cloud",
      provider,
      action,
      resource,
      name,
      all: flag(args, "all"),
      production,
      tags: flag(args, "dry_run") ? ["dry-run"] : [],
    },
    { by: at.name, span: at.spans.whole },
  );
}

/** `deleteMany({})`, `delete_vectors(delete_all: true)`: every row, since nothing chooses among them. */
function manyRows(at: Tool, args: JsonObject): void {
  const { words } = at;
  const isMany = words.some((word) =>
    /^(?:many|documents|records|rows|vectors|points|items|entries|deletemany|updatemany)$/.test(word),
  );
  const isUpdate = words.some((word) => /^(?:update|updatemany)$/.test(word));
  if (!isMany || (at.verb !== "delete" && !isUpdate)) return;
  const filter = valueAt(args, "filter", "where", "query", "selector", "condition", "criteria");
  const ids = valueAt(args, "ids", "id", "keys", "documents_ids");
  const everything = flag(args, "delete_all", "all") || (ids === undefined && choosesNothing(filter, isUpdate));
  const name = textAt(args, "collection", "collection_name", "table", "index", "index_name");
  const engine = at.serverWords[0] ?? "sql";
  const production = looksProduction(at.server) || looksProduction(textAt(args, "database", "db"));
  const action = `${isUpdate ? "update" : "delete"}${everything ? "-all" : ""}`;
  emit(
    at.context,
    { kind: "database", action, object: "table", name, engine, production },
    { by: at.name, span: at.spans.whole },
  );
}

/** An update without any filter is more often of rows given one by one. */
function choosesNothing(filter: Json | undefined, isUpdate: boolean): boolean {
  if (filter === undefined) return !isUpdate;
  if (typeof filter === "string") return /^\s*(?:\{\s*\}|\*|true|1\s*=\s*1)?\s*$/i.test(filter);
  return isObject(filter) && Object.keys(filter).length === 0;
}

const MONGO = /^(?:mongo|mongodb|atlas|documentdb|cosmos)$/;
const MONGO_KEYS: Readonly<Record<string, readonly [action: string, object: string]>> = {
  dropDatabase: ["drop", "database"],
  drop: ["drop", "table"],
  dropIndexes: ["drop", "index"],
  dropAllUsersFromDatabase: ["drop", "user"],
  shutdown: ["shutdown", "server"],
  $out: ["delete-all", "table"],
};

/** Commands and stages of a document database that are keys of an object: `{dropDatabase: 1}`, `[{$out: "users"}]`. */
export function databaseKey(key: string, value: Json, at: Tool): void {
  const row = Object.hasOwn(MONGO_KEYS, key) ? MONGO_KEYS[key] : undefined;
  if (row === undefined || ![...at.serverWords, ...at.words].some((word) => MONGO.test(word))) return;
  const [action, object] = row;
  const name = typeof value === "string" ? value : "";
  const production = looksProduction(at.server);
  const draft = { kind: "database", action, object, name, engine: "mongodb", production } as const;
  emit(at.context, draft, { by: at.name, span: at.spans.whole });
}
