import { type Table, table } from "./cloud-table.ts";
import { verbActs } from "./cloud-verbs.ts";
import type { Program } from "./program.ts";

/** Smaller clouds, whose command lines read `noun verb name`: their shared verbs do, exceptions are lines. */

const COMMON =
  "--profile= --config|-c= --output|-o= --format= --token= --api-token= --access-token|-t= --context= --region|-r= --zone= --project|-p= --project-id= --organization-id= --force|-f --yes|-y --quiet|-q --verbose|-v --debug --no-header --json --wait --interactive --name= --id= --text --all -u --compartment-id= --query= --from-json= --auth= --endpoint=";

interface Host {
  readonly names: readonly string[];
  readonly provider: string;
  readonly lines: Table;
  readonly options?: string;
  readonly flat?: boolean;
}

const HOSTS: readonly Host[] = [
  {
    names: ["doctl"],
    provider: "digitalocean",
    lines: table(`
purge database +no-backup: databases|database|db|dbs delete|rm
delete project: projects delete
delete cluster: kubernetes|k8s|k cluster|clusters|c delete|d|rm|delete-selective
purge cluster +all: kubernetes|k8s|k cluster|clusters|c delete --dangerous
delete instance: compute droplet|droplets|d delete|d|del|rm
stop instance: compute droplet-action|da shutdown|power-off|reboot|power-cycle
purge instance: compute droplet-action|da rebuild|restore|password-reset
none credential: auth remove|switch|list|init, registry login|logout, kubernetes cluster kubeconfig
delete image: registry delete, registry repository delete-manifest|delete-tag, registry garbage-collection start
read-secret credential: databases connection, databases user get, auth token
delete image: compute image delete
delete bucket: spaces keys delete
delete dns: compute domain records delete, compute domain delete
none ssh-key: compute ssh-key delete, compute tag delete
`),
  },
  {
    names: ["linode-cli", "linode"],
    provider: "linode",
    flat: true,
    lines: table(`
purge instance: linodes rebuild, linodes disk-delete
delete cluster: lke cluster-delete|pool-delete|regenerate
delete database: databases mysql-delete|postgresql-delete
delete dns: domains delete|records-delete
delete bucket: obj rb, object-storage buckets-delete
delete object +minor: obj del|rm
grant credential: profile token-create, account user-create, object-storage keys-create
read-secret credential: lke kubeconfig-view, databases mysql-creds-view|postgresql-creds-view
`),
  },
  {
    names: ["hcloud"],
    provider: "hetzner",
    lines: table(`
purge instance: server rebuild
disable-protection instance: * disable-protection
stop instance: server poweroff|shutdown|reset|reboot|stop
none context: context delete|use|create, ssh-key delete, server detach-iso|disable-rescue|disable-backup
grant credential: server reset-password
delete backup: image delete
`),
  },
  {
    names: ["oci"],
    provider: "oracle",
    lines: table(`
delete project: iam compartment delete
delete instance: compute instance terminate
stop instance: compute instance action
delete bucket: os bucket delete
delete object +all: os object bulk-delete
delete object +minor: os object delete
delete key: kms management key schedule-deletion, kms management vault schedule-deletion
delete secret: vault secret schedule-secret-deletion
read-secret secret: secrets secret-bundle get
grant credential: iam user api-key upload, iam auth-token create, iam customer-secret-key create
delete database: db autonomous-database|database|system|db-system delete|terminate
delete cluster: ce cluster|node-pool delete
`),
  },
  {
    names: ["ibmcloud", "bx"],
    provider: "ibm",
    flat: true,
    lines: table(`
delete project: resource group-delete, account org-delete|space-delete
delete cluster: ks|oc cluster rm, ks cluster-rm
delete app: cf delete|d, ce application|app|project delete
delete database: resource service-instance-delete
grant credential: iam api-key-create|service-api-key-create, resource service-key-create
read-secret credential: iam oauth-tokens, resource service-key
delete instance: is instance-delete, sl vs cancel
delete bucket: cos bucket-delete
delete object +minor: cos object-delete
none plugin: plugin uninstall, config, login, logout, target
`),
  },
  {
    names: ["aliyun"],
    provider: "alibaba",
    flat: true,
    lines: table(`
delete instance: ecs deleteinstance|deleteinstances
delete database: rds deletedbinstance|deletedatabase, r-kvstore deleteinstance, dds deletedbinstance, polardb deletedbcluster
delete cluster: cs deletecluster, cs delete
delete bucket: oss rb
delete object +all: oss rm --recursive|-r, oss rm -r
delete object +minor: oss rm
delete volume: ecs deletedisk
delete backup: ecs deletesnapshot
delete identity: ram deleteuser|deleterole|deletepolicy
grant credential: ram createaccesskey
grant policy: ram attachpolicytouser|attachpolicytorole
stop instance: ecs stopinstance|rebootinstance
delete network: vpc deletevpc|deletevswitch, ecs deletesecuritygroup, slb deleteloadbalancer
delete key: kms schedulekeydeletion
delete dns: alidns deletedomain|deletedomainrecord
read-secret secret: kms getsecretvalue
`),
  },
  {
    names: ["scw"],
    provider: "scaleway",
    lines: table("read-secret secret: secret version access\nnone config: config, init"),
  },
  { names: ["vultr-cli", "vultr"], provider: "vultr", lines: table("purge instance: instance reinstall") },
  {
    names: [
      "exo",
      "civo",
      "upctl",
      "openstack",
      "packet",
      "metal",
      "tccli",
      "hcloud-cli",
      "ovhai",
      "ovhcloud",
      "stackit",
      "yc",
      "nova",
      "katapult",
    ],
    provider: "cloud",
    lines: table(`
none config: config, apikey remove, kubernetes config
read-secret secret: lockbox payload get
grant credential: iam key create, iam access-key create, iam create-token, application credential create
purge instance: server rebuild
delete project: project delete
`),
  },
];

export const HOSTING: readonly Program[] = HOSTS.map(({ names, provider, lines, options = "", flat = false }) => ({
  names,
  options: `${COMMON} ${options}`,
  dryRun: ["dry-run"],
  acts: verbActs(provider, lines, flat),
}));
