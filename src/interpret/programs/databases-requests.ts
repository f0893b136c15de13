import type { Field } from "../shell/value.ts";
import type { Invocation } from "./program.ts";
import { orEmpty } from "./text-of.ts";

/** A store that is changed by plain requests: how its address is known, and what a request to it loses. */
interface Store {
  readonly engine: string;
  readonly place: RegExp;
  readonly lines: readonly (readonly [method: string, path: RegExp, action: string, object: string, body?: RegExp])[];
}

// Ports and paths as in each one's HTTP reference. A single document, cursor, search or second name is no loss of others' data.
const STORES: readonly Store[] = [
  {
    engine: "elasticsearch",
    place: /:9200(?:\/|$)|^[^/]*\/+[^/]+\/(?:_all|\*)\/?$|\/_delete_by_query(?:\?|$)/,
    lines: [
      ["POST", /\/_delete_by_query$/, "delete-all", "table", /"match_all"|[?&]q=(?:\*|%2a)(?:&|$)|[?&]q=\*:\*/i],
      ["DELETE", /^\/?$|\/_doc\/|\/_search\/|\/_async_search\/|\/_alias(?:es)?\/|\/_tasks?\//, "", ""],
      ["DELETE", /^\/_snapshot\//, "drop", "backup"],
      ["DELETE", /_all|\*/, "drop", "database"],
      ["DELETE", /^\/./, "drop", "table"],
    ],
  },
  {
    engine: "meilisearch",
    place: /:7700(?:\/|$)/,
    lines: [
      ["DELETE", /^\/indexes\/[^/]+(?:\/documents)?\/?$/, "drop", "table"],
      ["DELETE", /^\/keys\//, "drop", "user"],
    ],
  },
  { engine: "qdrant", place: /:6333(?:\/|$)/, lines: [["DELETE", /^\/collections\/[^/]+\/?$/, "drop", "table"], ["DELETE", /\/snapshots\//, "drop", "backup"]] },
  { engine: "typesense", place: /:8108(?:\/|$)/, lines: [["DELETE", /^\/collections\/[^/]+\/?$/, "drop", "table"]] },
  { engine: "weaviate", place: /\/v1\/schema\//, lines: [["DELETE", /^\/v1\/schema\/[^/]+\/?$/, "drop", "table"]] },
  { engine: "couchdb", place: /:5984(?:\/|$)/, lines: [["DELETE", /^\/[^/]+\/?$/, "drop", "database"]] },
  {
    engine: "solr",
    place: /\/solr\//,
    lines: [
      ["POST", /\/update(?:\/|$)/, "delete-all", "table", /\*:\*/],
      ["GET", /\/admin\/(?:cores|collections)$/, "drop", "table", /action=(?:UNLOAD|DELETE)\b/],
    ],
  },
  {
    engine: "prometheus",
    place: /\/api\/v1\/admin\/tsdb\//,
    lines: [["POST", /\/delete_series$/, "drop", "table"], ["PUT", /\/delete_series$/, "drop", "table"]],
  },
  { engine: "loki", place: /\/loki\/api\/v1\/delete/, lines: [["POST", /\/delete$/, "delete-all", "table"], ["PUT", /\/delete$/, "delete-all", "table"]] },
  { engine: "consul", place: /:8500(?:\/|$)/, lines: [["DELETE", /^\/v1\/kv\//, "delete-all", "key", /recurse/]] },
  {
    engine: "kong",
    place: /:8001(?:\/|$)/,
    lines: [["DELETE", /^\/(?:services|routes|upstreams|consumers|plugins|certificates|workspaces)\//, "drop", "metadata"]],
  },
  { engine: "rabbitmq", place: /:15672(?:\/|$)/, lines: [["DELETE", /^\/api\/(?:queues|vhosts|exchanges)\//, "drop", "queue"], ["DELETE", /^\/api\/users\//, "drop", "user"]] },
  { engine: "influxdb", place: /:8086(?:\/|$)/, lines: [["DELETE", /^\/api\/v2\/buckets\//, "drop", "database"], ["POST", /^\/api\/v2\/delete$/, "delete-all", "table"]] },
]; // biome-ignore format: one table

/** What a request takes from a store, wherever it runs. */
export function storeRequest(run: Invocation, field: Field, method: string, body: string | undefined): void {
  const [, path = "/", query = ""] = /^(?:https?:\/\/)?[^/?#]+(\/[^?#]*)?(\?[^#]*)?/i.exec(field.text) ?? [];
  if (/:8123(?:\/|$)|:8086\/query|clickhouse[\w.-]*(?::\d+)?\//i.test(field.text)) sqlRequest(run, body, query);
  for (const store of STORES) {
    if (!store.place.test(field.text)) continue;
    const line = store.lines.find(([verb, at, , , wanted]) => {
      if (verb !== method || !at.test(path)) return false;
      return wanted === undefined || wanted.test(orEmpty(body)) || wanted.test(query);
    });
    if (line === undefined || line[2] === "") continue;
    run.emit({
      kind: "database",
      action: line[2],
      object: line[3],
      name: path.slice(1),
      engine: store.engine,
      production: /prod/i.test(field.text),
    });
    return;
  }
}

/** ClickHouse and InfluxDB take statements over HTTP, in the body or as a parameter. */
function sqlRequest(run: Invocation, body: string | undefined, query: string): void {
  const parameter = /[?&](?:q|query)=([^&]*)/.exec(query)?.[1];
  const statement = parameter === undefined ? body?.replace(/^(?:q|query)=/, "") : decoded(parameter);
  if (statement === undefined || !/^\s*(?:drop|truncate|delete|alter|select|insert|create)\b/i.test(statement)) return;
  run.code("sql", statement, { source: "inline" });
}

function decoded(parameter: string): string {
  return parameter
    .replaceAll("+", " ")
    .replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
