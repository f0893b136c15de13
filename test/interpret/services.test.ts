import { describe, expect, test } from "vitest";
import type { Effect } from "../../src/model/effect.ts";
import { effectsOf } from "./effects.ts";

/** What a command takes away or stops at a service, one short line per effect. */
function lines(command: string): readonly string[] {
  return effectsOf(command).flatMap((effect: Effect) => {
    const tags = effect.tags.length > 0 ? ` [${effect.tags.join(",")}]` : "";
    if (effect.kind === "cloud")
      return [`${effect.provider} ${effect.action} ${effect.resource}${effect.all ? " all" : ""}${tags}`];
    if (effect.kind === "system") return [`${effect.action} ${effect.object}${tags}`];
    if (effect.kind === "database") return [`${effect.engine} ${effect.action} ${effect.object} ${effect.name}`];
    return [];
  });
}

describe("backups", () => {
  test.each<readonly [string, ...string[]]>([
    ["restic -r s3:https://s3.example.com/b prune", "snapshot-delete backups"],
    ["restic --repo /srv/r forget abc", "snapshot-delete abc"],
    ["restic forget --keep-daily 7", "snapshot-delete backups [by-policy]"],
    ["restic forget --keep-daily 7 --prune", "snapshot-delete backups"],
    ["restic forget --keep-daily 7 --prune -n"],
    ["restic key rm 5c6a", "restic delete key"],
    ["restic backup --tag prune ~/work"],
    ["borg -r /srv/repo delete monday", "snapshot-delete monday"],
    ["borg delete --cache-only /srv/repo"],
    ["borg prune --keep-daily 7 -n /srv/repo"],
    ["kopia snapshot delete k1"],
    ["kopia snapshot delete k1 --delete", "snapshot-delete k1"],
    ["tarsnap -d -f monday", "snapshot-delete monday"],
    ["tarsnap -cf delete ~/work"],
    ["duplicacy prune -r 1-10", "snapshot-delete backups"],
    ["duplicacy prune -dry-run -r 1-10"],
    ["rdiff-backup --remove-older-than 2W /srv/b", "snapshot-delete /srv/b"],
  ])("%s", (command, ...expected) => expect(lines(command)).toEqual(expected));
});

describe("build services", () => {
  test.each<readonly [string, ...string[]]>([
    ["java -jar tools/jenkins-cli.jar -s http://ci/ -auth a:b delete-job shop", "jenkins delete job"],
    ["java -Xmx1g -jar jenkins-cli-2.4.jar delete-builds shop 1-9", "jenkins delete build all"],
    ["java -jar app.jar delete-job shop"],
    ["java -cp jenkins-cli.jar Main delete-job"],
    ["jenkins-cli -s http://ci/ get-job delete-job"],
    ["circleci context remove-secret github o c KEY", "circleci delete secret"],
    ["tkn pipelinerun delete --all -n ci", "tekton delete job all"],
    ["tkn pipelinerun delete one -n ci", "tekton delete job [minor]"],
    ["ldcli flags update --flag delete --project p"],
    ["deck gateway sync kong.yaml"],
    ["temporal -n ns workflow terminate -q x", "temporal stop job all"],
  ])("%s", (command, ...expected) => expect(lines(command)).toEqual(expected));
});

describe("operations and platforms", () => {
  test.each<readonly [string, ...string[]]>([
    ["vault token revoke -self"],
    ["vault token revoke s.abc", "vault revoke credential"],
    ["op item delete GitHub", "1password delete secret"],
    ["op vault delete Work", "1password delete project"],
    ["doppler environments delete stg", "doppler delete environment"],
    ["kubectl cnpg destroy main 2", "postgres-operator delete database"],
    ["b2 rm -r b2://media", "backblaze delete object all"],
    ["b2 rm b2://media/a.txt", "backblaze delete object [minor]"],
    ["celery -A app purge -f", "celery purge queue all"],
    ["hf repo delete o/model", "huggingface delete repository"],
    ["swift build"],
    ["swift delete media", "openstack delete bucket"],
    ["printf 'update delete www.example.com A\\nsend\\n' | nsupdate", "dns delete dns"],
    ["printf 'update add a.test 60 A 10.0.0.1\\nsend\\n' | nsupdate"],
    ["echo 'disable server web/s1' | socat stdio /run/haproxy.sock", "haproxy stop balancer"],
    ["echo 'disable server web/s1' | tee notes.txt"],
  ])("%s", (command, ...expected) => expect(lines(command)).toEqual(expected));
});

describe("stores that are changed by requests", () => {
  test.each<readonly [string, ...string[]]>([
    ["curl -X DELETE localhost:9200/logs", "elasticsearch drop table logs"],
    ["curl -X DELETE 'https://es.example.com/_all'", "elasticsearch drop database _all"],
    ["curl -X DELETE localhost:9200/logs/_doc/1"],
    ["curl -XDELETE localhost:9200/_snapshot/nightly/1", "elasticsearch drop backup _snapshot/nightly/1"],
    [
      `curl localhost:9200/logs/_delete_by_query -d '{"query":{"match_all":{}}}'`,
      "elasticsearch delete-all table logs/_delete_by_query",
    ],
    [`curl localhost:9200/logs/_delete_by_query -d '{"query":{"term":{"a":1}}}'`],
    ["curl -X DELETE localhost:7700/indexes/movies", "meilisearch drop table indexes/movies"],
    ["curl -X DELETE localhost:7700/indexes/movies/documents/1"],
    ["curl -X DELETE localhost:5984/orders", "couchdb drop database orders"],
    ["curl -X DELETE 'localhost:8500/v1/kv/app?recurse'", "consul delete-all key v1/kv/app"],
    ["curl -X DELETE localhost:3000/indexes/1"],
  ])("%s", (command, ...expected) => expect(lines(command)).toEqual(expected));
});
