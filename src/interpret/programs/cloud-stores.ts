import { type Table, table, tableActs } from "./cloud-table.ts";
import type { Program } from "./program.ts";

interface Service {
  readonly names: readonly string[];
  readonly provider: string;
  readonly options?: string;
  readonly lines: Table;
}

const COMMON =
  "--project= --project-id= --org= --org-id= --api-key= --output|-o= --format|-f= --force --yes --json --config= --context-file= --profile|-p= --projectId= --orgId= --cluster= --environment= --token= --name= --version= --subject=";

/** Databases, queues and other services that are rented: lines as in each service's CLI reference. */
const SERVICES: readonly Service[] = [
  {
    names: ["pscale"],
    provider: "planetscale",
    lines: table(`
delete database: database|db delete
delete branch: branch delete
delete backup: backup delete
grant credential: password create, service-token create
delete credential +minor: password delete, service-token delete
modify database: deploy-request deploy, branch promote|demote, deploy-request revert
disable-protection database: branch safe-migrations disable
`),
  },
  {
    names: ["neonctl", "neon"],
    provider: "neon",
    lines: table(`
delete project: projects|project delete
delete branch: branches|branch delete|reset|restore
delete database: databases|database|roles|role delete
read-secret credential: connection-string|cs
`),
  },
  {
    names: ["supabase"],
    provider: "supabase",
    options: "--project-ref= --linked --local --db-url= --password= --env-file= --experimental",
    lines: table(`
delete project: projects delete
delete branch: branches delete|disable
delete function: functions delete
delete secret: secrets unset
delete object +all: storage rm --recursive, storage rm -r
delete object +minor: storage rm
read-secret credential: projects api-keys
purge database +no-backup: db reset --linked, db reset --db-url
delete domain: domains delete, vanity-subdomains delete
disable-protection database: ssl-enforcement update --disable-db-ssl-enforcement
`),
  },
  {
    names: ["atlas", "mongocli", "realm-cli", "appservices"],
    provider: "atlas",
    lines: table(`
delete cluster: clusters|cluster delete|rm, atlas clusters delete|rm
delete database: serverless|flexClusters|flexclusters delete, atlas serverless delete
delete backup: backups snapshots delete, backups exports buckets delete
delete project: projects|organizations|orgs delete, iam projects|organizations delete
delete identity: dbusers|users delete
grant identity: dbusers create --role=atlasAdmin*
grant credential: organizations apiKeys create, projects apiKeys create
expose firewall: accessLists|accessList|accesslists create @0.0.0.0/0, accessLists|accesslists create @0.0.0.0
stop cluster: clusters pause
delete app: apps|app delete
delete database: schema clean
`),
    options: "--type= --role= --comment=",
  },
  {
    names: ["confluent", "ccloud"],
    provider: "confluent",
    lines: table(`
delete cluster: kafka cluster delete, ksql cluster delete, schema-registry cluster delete
delete queue: kafka topic delete
delete project: environment delete
delete schema: schema-registry schema delete
delete identity: iam service-account delete, iam user delete
grant credential: api-key create
delete app: connect cluster delete, flink statement delete
`),
  },
  {
    names: ["kafka-topics", "kafka-topics.sh"],
    provider: "kafka",
    options:
      "--bootstrap-server= --topic= --zookeeper= --delete --create --list --describe --alter --config= --partitions= --replication-factor= --command-config=",
    lines: table("delete queue: --delete"),
  },
  {
    names: ["kafka-consumer-groups", "kafka-consumer-groups.sh"],
    provider: "kafka",
    options:
      "--bootstrap-server= --group= --topic= --delete --reset-offsets --execute --to-earliest --to-latest --all-groups --all-topics --describe --list --dry-run --command-config=",
    lines: table("delete queue: --delete\nmodify queue: --reset-offsets --execute"),
  },
  {
    names: ["rabbitmqctl"],
    provider: "rabbitmq",
    options: "-p|--vhost= -n|--node= -q -s -t=",
    lines: table(`
purge queue +all: reset, force_reset
delete queue: delete_queue|delete_vhost
purge queue: purge_queue
delete identity: delete_user
grant identity: set_user_tags @administrator
stop cluster: stop|stop_app|shutdown|forget_cluster_node
`),
  },
  {
    names: ["rabbitmqadmin"],
    provider: "rabbitmq",
    options: "-H|--host= -P|--port= -u|--username= -p|--password= -V|--vhost=",
    lines: table(
      "delete queue: delete queue|exchange|vhost, queues delete\npurge queue: purge queue, queues purge\ndelete identity: delete user",
    ),
  },
  {
    names: ["turso"],
    provider: "turso",
    lines: table(
      "delete database: db destroy, group destroy\ngrant credential: db tokens create, group tokens create\ndelete project: org destroy\ndelete credential +minor: db tokens invalidate",
    ),
  },
  {
    names: ["upstash", "aiven", "avn", "elastic", "ecctl", "astra", "clickhousectl"],
    provider: "database",
    lines: table(`
delete database: redis delete, kafka delete, vector delete, cluster delete, service terminate, db delete, service database-delete, deployment delete, deployment shutdown, bucket delete, delete
delete project: project delete, org delete, team delete
delete queue: service topic-delete
`),
  },
  {
    names: ["mc", "mcli"],
    provider: "minio",
    options:
      "-r|--recursive --force --dangerous --versions --incomplete --older-than= --newer-than= --fake --dry-run --remove --overwrite -C= -q -json -a --attr= --bypass",
    lines: table(`
purge bucket: rb --force, rb --dangerous
delete bucket: rb
purge bucket +all: rm --dangerous
delete object +all: rm -r, mirror --remove
delete object +minor: rm
expose bucket: anonymous|policy set @public|download|upload, anonymous|policy set-json
delete identity: admin user remove|disable|rm, admin group remove|rm, admin policy remove|rm|detach, admin accesskey remove|rm, admin user svcacct remove|rm
delete bucket: admin bucket remote rm|remove
modify cluster: admin decommission start, admin config reset, admin heal --remove
grant credential: admin user svcacct add, admin accesskey create
stop cluster: admin service stop|freeze
disable-protection bucket: version suspend, retention clear, legalhold clear
`),
  },
  {
    names: ["s3cmd", "s5cmd", "s4cmd"],
    provider: "aws",
    options:
      "-r|--recursive -f|--force -n|--dry-run --delete-removed --acl-public -P --config|-c= --access_key= --secret_key= --region= --host= --endpoint-url= --profile= --include= --exclude= --acl-private --delete --all-versions",
    lines: table(`
purge bucket: rb --force, rb -r
delete bucket: rb
delete object +all: del|rm -r, rm --all-versions
delete object +minor: del|rm
delete object +sync +all: sync --delete-removed, sync --delete
expose bucket: setacl -P, put -P, sync -P
`),
  },
  {
    names: ["stripe"],
    provider: "stripe",
    options:
      "--api-key= --live -d|--data= -p= --stripe-account= -c|--confirm --idempotency= --color= --config= --log-level= -e|--expand=",
    lines: table(`
modify payment +live: refunds create --live, payouts create --live, transfers create --live, charges create --live, payment_intents create|confirm|capture --live, post --live
delete payment +live: * delete|cancel --live, delete --live
none payment: * delete, delete
`),
  },
  {
    names: ["twilio"],
    provider: "twilio",
    options: "--sid= --properties= -o= --to= --from= --body= --force -p=",
    lines: table(
      "delete number: phone-numbers:remove, api:core:incoming-phone-numbers:remove\ndelete project: api:core:accounts:remove\ngrant credential: api:core:keys:create|api:core:new-keys:create\ndelete app: serverless:undeploy",
    ),
  },
  {
    names: ["shopify"],
    provider: "shopify",
    options:
      "-s|--store= -t|--theme= -f|--force -p|--publish --live -a|--allow-live --path= --password= --only= --ignore= -n|--nodelete -d|--development",
    lines: table(
      "delete theme: theme delete\npublish theme: theme publish, theme push --publish, theme push --allow-live, theme push --live\nmodify app: app release",
    ),
  },
  {
    names: ["sentry-cli"],
    provider: "sentry",
    options: "--auth-token= -o|--org= -p|--project= --url= --all|-A --log-level=",
    lines: table(
      "delete app: projects delete\ndelete release +minor: releases delete, sourcemaps delete\ndelete release: releases files delete --all",
    ),
  },
  {
    names: ["auth0", "okta", "clerk", "workos"],
    provider: "identity",
    options: "--force --no-input --tenant= --reveal-secrets|-r",
    lines: table(
      "delete app: apps delete|rm, apis delete|rm\ndelete identity: users delete|rm, roles delete|rm, orgs delete|rm\nread-secret credential: apps show --reveal-secrets, test token\ndelete domain: domains delete|rm\ndelete function: actions delete|rm",
    ),
  },
  {
    names: ["datadog-ci", "dog"],
    provider: "datadog",
    lines: table(
      "delete monitor: monitor delete, timeboard delete, screenboard delete, dashboard_list delete\nmodify monitor +minor: monitor mute_all",
    ),
  },
];

export const STORES: readonly Program[] = [
  ...SERVICES.map(({ names, provider, options = "", lines }) => ({
    names,
    options: `${COMMON} ${options}`,
    dryRun: ["dry-run", "fake"],
    acts: tableActs(provider, lines),
  })),
];
