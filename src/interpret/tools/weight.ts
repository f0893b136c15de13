import { isObject, type Json, type JsonObject } from "../../model/json.ts";
import { flag, textAt } from "./call.ts";
import { objectOf } from "./verbs.ts";

/** Things that hold much else, or that people depend on: a tool that deletes one of them deletes more than a row. */
const WEIGHTY =
  /^(?:channels?|repos?|repository|repositories|projects?|workspaces?|organi[sz]ations?|orgs?|teams?|users?|members?|customers?|subscriptions?|accounts?|databases?|tables?|collections?|class(?:es)?|schemas?|ind(?:ex|exes|ices)|buckets?|volumes?|clusters?|namespaces?|sites?|apps?|applications?|domains?|zones?|queues?|topics?|environments?|mailbox(?:es)?|calendars?|drives?|folders?|servers?|instances?|vms?|droplets?|stacks?|deployments?|releases?|keys?|secrets?|backups?|snapshots?|sprints?|boards?|spaces?|vaults?)$/;
const MANY = /^(?:batch|bulk|mass|many|multiple)$/;
const FOR_EVER = ["permanent", "permanently", "hard_delete", "skip_trash", "purge", "force_delete", "cascade"];
const CHOOSES = [
  "index",
  "indices",
  "name",
  "names",
  "id",
  "ids",
  "key",
  "keys",
  "pattern",
  "filter",
  "query",
  "where",
  "selector",
  "topic",
  "collection",
  "table",
];

/** What a tool's name and arguments say about how much goes away: weighty, many, everything, for-ever. */
export function weightOf(words: readonly string[], args: Json): readonly string[] {
  const tags: string[] = [];
  if (WEIGHTY.test(objectOf(words))) tags.push("weighty");
  if (words.some((word) => MANY.test(word))) tags.push("many");
  if (isObject(args)) {
    if (namesEverything(args)) tags.push("everything");
    if (flag(args, ...FOR_EVER)) tags.push("for-ever");
    if (flag(args, "dry_run", "preview", "simulate")) tags.push("dry-run");
  }
  return tags;
}

function namesEverything(args: JsonObject): boolean {
  return (
    flag(args, "all", "delete_all", "everything") ||
    (isObject(args.query) && "match_all" in args.query) ||
    CHOOSES.some((key) => /\*|^(?:_all|all|%)$/.test(textAt(args, key)))
  );
}
