import { type Table, table, tableActs } from "./cloud-table.ts";
import type { Program } from "./program.ts";
import { orEmpty } from "./text-of.ts";

interface Row {
  readonly names: readonly string[];
  readonly provider: string;
  readonly options: string;
  readonly lines: Table;
  readonly dryRun?: readonly string[];
}

/** What builds whole environments from a description, and takes them down again. */
const ROWS: readonly Row[] = [
  {
    names: ["pulumi"],
    provider: "pulumi",
    options:
      "-s|--stack= -C|--cwd= --non-interactive --color= -v|--verbose= -y|--yes -f|--skip-preview --target|-t= --target-dependents --preview-only --remove --force --preserve-config --file= --show-secrets --json|-j -m|--message= -p|--parallel= --refresh --config|-c= --all -d --diff --exclude-protected --replace= --expect-no-changes",
    dryRun: ["preview-only"],
    lines: table(`
delete stack +unattended: destroy|down|dn --yes, destroy|down|dn --skip-preview, destroy|down|dn --non-interactive
delete stack: destroy|down|dn
apply stack +unattended: up|update --yes, up|update --skip-preview
apply stack: up|update
purge stack: stack rm|remove --force
delete stack +state-only: stack rm|remove
delete state: state delete
disable-protection state: state unprotect
purge state: stack import
unlock state: cancel
read-secret secret: config --show-secrets, stack output --show-secrets, stack export --show-secrets, stack --show-secrets
delete config +minor: config rm
delete secret: env rm|remove
`),
  },
  {
    names: ["cdk"],
    provider: "aws",
    options:
      "-a|--app= -c|--context= -p|--plugin= --profile= -o|--output= -r|--role-arn= -f|--force --require-approval= --all -e|--exclusively --hotswap --no-rollback -O|--outputs-file= --toolkit-stack-name= --parameters= --region= -v --concurrency= --method= --no-execute --unstable= --action=",
    lines: table(`
delete stack +unattended: destroy --force
delete stack: destroy
apply stack +unattended: deploy --require-approval=never
apply stack +minor: deploy
delete object +minor: gc
rollback stack: rollback
`),
  },
  {
    names: ["sam"],
    provider: "aws",
    options:
      "--stack-name= --region= --profile= --no-prompts --config-env= --config-file= -t= --s3-bucket= --s3-prefix= -g|--guided",
    lines: table("delete stack +unattended: delete --no-prompts\ndelete stack: delete"),
  },
  {
    names: ["serverless", "sls", "osls"],
    provider: "serverless",
    options:
      "-s|--stage= -r|--region= -c|--config= --aws-profile= -f|--function= --force --verbose --param= --timestamp|-t=",
    lines: table("delete stack: remove\nrollback function: rollback\ndelete function +minor: remove function"),
  },
  {
    names: ["sst"],
    provider: "sst",
    options: "--stage= --profile= --region= --target= --verbose --yes",
    lines: table(
      "delete stack: remove\ndelete secret: secret remove|rm\nunlock state: unlock\ndelete state: state remove|repair\nread-secret secret +minor: secret list|ls",
    ),
  },
  {
    names: ["chalice", "zappa", "architect", "arc", "claudia"],
    provider: "aws",
    options: "--yes|-y --name|-n= --app|-a= --env|-e= --stage= --profile= --all --force|-f --production",
    lines: table("delete app: app delete, svc delete, job delete, env delete, delete, undeploy, destroy, stack delete"),
  },
  {
    names: ["eksctl"],
    provider: "aws",
    options:
      "-n|--name= -r|--region= -p|--profile= -f|--config-file= --cluster= --wait|-w --force --approve --disable-nodegroup-eviction --drain --timeout= -v= --nodes= --nodes-min= -N=",
    dryRun: ["dry-run"],
    lines: table(`
delete cluster: delete cluster
delete node: delete nodegroup|ng|fargateprofile|podidentityassociation
delete identity: delete iamserviceaccount|iamidentitymapping|addon|accessentry
evict node: drain nodegroup|ng
scale-to-zero cluster: scale nodegroup|ng --nodes=0
grant admin: create iamidentitymapping @*system:masters*
`),
  },
  {
    names: ["kops"],
    provider: "kubernetes",
    options: "--name= --state= --yes|-y --cloud= -o|--output= --unregister --external --force --config=",
    lines: table(
      "delete cluster +unattended: delete cluster --yes\nnone cluster: delete cluster\ndelete node: delete instancegroup|ig|instance --yes\ndelete secret: delete secret\nread-secret secret: get secrets -o=plaintext, get keypairs, export kubeconfig --admin",
    ),
  },
  {
    names: ["clusterctl", "rosa", "ocm", "rke", "gardenctl", "tkg", "tanzu"],
    provider: "kubernetes",
    options:
      "-c|--cluster= --yes|-y --namespace|-n= --all --infrastructure|-i= --config= --force --region= --include-crd --include-namespace",
    lines: table(
      "delete cluster: delete cluster, cluster delete, delete, remove\ndelete node: delete machinepool, delete machine-pool",
    ),
  },
  {
    names: ["packer"],
    provider: "packer",
    options:
      "-force -var= -var-file= -only= -except= -on-error= -color= -debug -machine-readable -parallel-builds= -timestamp-ui",
    lines: table("delete image +minor: build -force"),
  },
  {
    names: ["nomad"],
    provider: "nomad",
    options:
      "-address= -region= -namespace= -token= -ca-cert= -purge -detach -global -yes -force -self -enable -disable -deadline= -no-deadline -monitor -meta= -json -t= -check-index= -var= -task= -job -i= -e=",
    lines: table(`
purge workload: job stop|deregister -purge, stop -purge
stop workload: job stop|deregister, stop
stop workload +minor: alloc stop|restart, job restart, deployment fail
evict node: node drain -enable
cordon node: node eligibility -disable
modify node +minor: system gc, system reconcile
delete namespace: namespace delete
delete volume: volume delete|deregister
delete node: server force-leave, operator raft remove-peer, node purge
modify state: operator snapshot restore
delete identity +minor: acl token delete, acl policy delete, acl role delete
grant credential: acl token create, acl bootstrap
delete secret: var purge
read-secret secret: var get
`),
  },
  {
    names: ["boundary"],
    provider: "boundary",
    options: "-addr= -token= -id= -format= -recovery-config= -keyring-type=",
    lines: table(
      "delete project: scopes delete, projects delete\ndelete resource: targets|hosts|host-catalogs|host-sets|auth-methods|credential-stores|users|roles|groups delete\ngrant credential: targets authorize-session",
    ),
  },
  {
    names: ["crossplane"],
    provider: "crossplane",
    options: "--force",
    lines: table("delete stack: xpkg delete, uxp uninstall"),
  },
  {
    names: ["bosh", "juju"],
    provider: "juju",
    options:
      "-e|--environment= -d|--deployment= --force --destroy-storage --destroy-all-models -y|--yes|--no-prompt -m|--model= -n|--non-interactive",
    lines: table(
      "purge stack: destroy-model|destroy-controller|kill-controller --destroy-storage, destroy-controller --destroy-all-models\ndelete stack: destroy-model|destroy-controller|kill-controller|delete-deployment|deld\ndelete app: remove-application|remove-unit|remove-machine|delete-vm|delete-disk|delete-release",
    ),
  },
];

const SINGLE = new Set(["nomad", "boundary", "packer"]);

export const STACKS: readonly Program[] = ROWS.map(({ names, provider, options, lines, dryRun = ["dry-run"] }) => ({
  names,
  options,
  dryRun,
  acts: tableActs(provider, lines),
  ...(SINGLE.has(orEmpty(names[0])) ? { style: "single" as const } : {}),
}));
