import { cloud } from "./cloud-table.ts";
import type { Invocation, Program } from "./program.ts";
import { serviceRows } from "./services-rows.ts";
import { orEmpty } from "./text-of.ts";

// What watches, names, balances and delivers at run time: lines as in each one's CLI reference.

/** nsupdate(1): `update delete` takes names out of a zone. What it reads may be its input or a file. */
const NSUPDATE: Program = {
  names: ["nsupdate"],
  options: "-k= -y= -t= -u= -r= -R= -p= -L= -l -v -g -o -d -D -4 -6 -i -C=",
  run: (run: Invocation) => {
    const file = run.operands[0];
    const text = file === undefined ? run.stdin.text : run.readFile(run.path(file))?.text;
    const away = /^\s*(?:update\s+)?del(?:ete)?\s+(\S+)/im.exec(orEmpty(text));
    if (away !== null) run.emit(cloud(run, "dns", "delete", "dns", { name: orEmpty(away[1]) }));
    return undefined;
  },
};

export const OPERATIONS: readonly Program[] = [
  NSUPDATE,
  ...serviceRows([
    {
      names: ["flarectl"],
      provider: "cloudflare",
      options: "--zone= --id= --name= --account-id= --type= --content=",
      lines:
        "delete dns: zone|z delete, dns|d delete|d, dns create-or-update\ndelete firewall: firewall rules|rule delete, user-agents delete\npurge cdn +all: zone purge --everything\n",
    },
    {
      names: ["fastly"],
      options:
        "-t|--token= -s|--service-id= --service-name= --version= --all --key= --url= -o= -n|--name= --autoclone --dir|-C=",
      lines: `
delete app: service delete|disable
purge cdn-cache +all: purge --all, service purge --all
delete network: backend delete, domain delete, service-version deactivate, service backend|domain delete, healthcheck delete
delete secret: secret-store|secret-store-entry delete, dictionary|config-store|kv-store|object-storage delete
delete identity: auth-token delete, user delete, tls-custom certificate|private-key delete
`,
    },
    {
      names: ["dnscontrol", "octodns-sync", "lexicon", "pdnsutil"],
      provider: "dns",
      options: "--doit --creds= --zone= --config-file=",
      lines:
        "modify dns: push, --doit\ndelete dns: * delete, delete-zone|delete-rrset|clear-zone, zone|zones|record|records|domain delete|remove|rm\nmodify dns: secure-zone|disable-dnssec|replace-rrset\nnone dns: preview|check|print-ir\n",
    },
    {
      names: ["grafana-cli", "grafanactl", "grafana"],
      provider: "grafana",
      options: "--homepath= --config= --pluginsDir=",
      lines: `
modify password: admin reset-admin-password, cli admin reset-admin-password
modify database: cli admin data-migration, admin data-migration
delete dashboard: resources delete
delete plugin +minor: plugins remove|uninstall|rm, cli plugins remove
`,
      commonWord: true,
    },
    {
      names: ["splunk"],
      options: "-index= -auth= -f -uri=",
      style: "single",
      lines: `
purge log: clean all|eventdata|userdata|globaldata|inputdata|kvstore
delete log: remove index
delete identity: remove user|role
delete monitor +minor: remove saved-search|monitor|forward-server
stop app +minor: stop, offline
`,
    },
    {
      names: ["newrelic"],
      options: "--guid= --accountId= --apiKey= --profile=",
      lines:
        "delete entity: entity delete, entity deployment delete, workload delete, synthetics monitor delete\ndelete identity: apiAccess apiAccessDeleteKeys, apiAccess deleteKeys, profile delete\ndelete tag +minor: entity tags delete\n",
    },
    {
      names: ["mimirtool", "cortextool", "lokitool", "thanos", "amtool"],
      provider: "monitoring",
      options:
        "--address= --id= --alertmanager.url= --rule-dirs= --objstore.config-file= --objstore.config= --delete-sources --alertmanager.id=",
      lines: `
delete rules: rules delete|delete-namespace, alertmanager delete, rules sync
delete rules +minor: silence expire
purge series: tools bucket cleanup|mark|rewrite|retention
stop alarm: silence add @.+|alertname=~.*|alertname=~.+
`,
    },
    {
      names: ["pd"],
      provider: "oncall",
      options: "-i|--ids= -n= -p|--pipe -f",
      lines:
        "delete oncall: service|schedule|ep|user|team|escalation-policy|rundeck delete|rm, service:delete|schedule:delete|user:delete|ep:delete|team:delete\nstop oncall: service disable, service:disable\nnone incident: incident ack|resolve|notes\n",
      commonWord: true,
    },
    {
      names: ["rpk"],
      provider: "redpanda",
      options: "-X= --brokers= --topics= --all --regex|-r",
      lines: `
delete queue: topic delete|trim-prefix, group delete, transform delete
modify cluster: cluster config import|reset|force-reset, cluster partitions move|unsafe-recover, cluster maintenance enable
delete identity: security user|acl|role delete, acl delete, acl user delete
delete cluster: redpanda admin brokers decommission, container purge
delete project: cloud cluster|namespace|resource-group delete
delete schema: registry subject|schema delete
`,
    },
    {
      names: ["kafka-delete-records", "kafka-delete-records.sh"],
      provider: "kafka",
      options: "--bootstrap-server= --offset-json-file= --command-config=",
      lines: "delete queue: --offset-json-file\n",
    },
    {
      names: ["kafka-acls", "kafka-acls.sh", "kafka-configs", "kafka-configs.sh", "kafka-storage", "kafka-storage.sh"],
      provider: "kafka",
      options:
        "--bootstrap-server= --topic= --group= --entity-type= --entity-name= --add-config= --delete-config= --alter --describe --list --add --remove --command-config= --principal= --allow-principal= -t= -c=",
      lines: "delete policy: --remove\nmodify queue: --alter --add-config=retention.ms=*\n",
    },
    {
      names: ["pulsar-admin", "pulsarctl"],
      provider: "pulsar",
      options: "--admin-url= --auth-plugin= --auth-params= -f|--force -s= -d|--deleteSchema",
      lines: `
delete queue: topics delete|delete-partitioned-topic|truncate, topics unsubscribe|skip-all, topic delete, subscription delete
delete namespace: namespaces delete|clear-backlog|unload, namespace delete
delete project: tenants|tenant delete, clusters|cluster delete
delete function: functions|sinks|sources|packages delete
delete schema: schemas delete
`,
    },
    {
      names: ["celery"],
      provider: "celery",
      options:
        "-A|--app= -b|--broker= -Q|--queues= -l|--loglevel= -f|--force --result-backend= --workdir= -C -q -n= -d|--destination=",
      lines: "purge queue +all: purge, amqp queue.purge|queue.delete\nstop app: control shutdown\n",
    },
    {
      names: ["rq"],
      provider: "queue",
      options: "-u= --url= -a|--all --queue=",
      lines: "purge queue +all: empty --all, empty, queue clear|obliterate, flush, clear\n",
      commonWord: true,
    },
    {
      names: ["kcadm.sh", "kcadm"],
      provider: "keycloak",
      options:
        "-r|--target-realm= --server= --realm= --config= --user= --password= --client= -s|--set= -f|--file= -q= -b= --rolename= --uusername= --cclientid=",
      lines:
        "delete project: delete @realms/*\ndelete identity: delete, remove-roles\ngrant admin: add-roles --rolename=*admin*\n",
    },
    {
      names: ["ory"],
      provider: "identity",
      lines:
        "delete project: delete project|workspace\ndelete identity: delete identity|oauth2-client|access-token|organization, user|users delete\n",
    },
    {
      names: ["linstor", "gluster", "juicefs", "drbdadm"],
      provider: "storage",
      options: "--force --mode=script --no-prompt",
      lines:
        "purge volume: volume delete|stop, destroy, resource|resource-definition|resource-group|volume-definition|node|storage-pool|snapshot delete|lost|d, wipe-md, collection.delete\ndelete volume: volume remove-brick|reset-brick|reset, peer detach, gc --delete\n",
    },
  ]),
];
