import type { Stream } from "../shell/value.ts";
import { argumentsAfter, type Table, table, tableActs } from "./cloud-table.ts";
import type { Invocation, Program } from "./program.ts";
import { textOf } from "./text-of.ts";

interface Service {
  readonly names: readonly string[];
  readonly provider: string;
  readonly options: string;
  readonly lines: Table;
  readonly run?: (run: Invocation) => Stream | undefined;
}

/** Platforms that host applications: each line as in the platform's own CLI reference. */
const SERVICES: readonly Service[] = [
  {
    names: ["heroku"],
    provider: "heroku",
    options:
      "-a|--app= -r|--remote= -t|--team= --confirm= --json -s|--shell --space= --type|-t= -x|--exit-code --no-tty --size= -e|--env= -c|--command=",
    lines: table(`
delete app: apps:destroy|apps:delete|destroy|apps:leave, apps destroy
purge database +no-backup: pg:reset|redis:reset|pg:promote, pg reset
delete database: addons:destroy|addons:detach|pg:credentials:destroy, addons destroy
delete backup: pg:backups:delete|pg:backups:cancel
modify database: pg:backups:restore|pg:push|pg:copy|pg:unfollow|pg:killall|pg:maintenance:run
read-secret config: config|config:get|config:list|pg:credentials:url|pg:credentials|redis:credentials|auth:token|authorizations:info|authorizations:create
delete config: config:unset|config:remove
scale-to-zero app: ps:scale|scale @*=0, ps:scale @*=0:*
stop app +minor: maintenance:on|ps:stop|ps:kill|stop|ps:restart|restart|dyno:restart
delete domain: domains:remove|domains:clear|certs:remove
grant access: access:add|members:add|sharing:add|keys:add|members:set
transfer app: apps:transfer|sharing:transfer
delete identity: access:remove|members:remove|teams:destroy
delete pipeline: pipelines:destroy|spaces:destroy|pipelines:remove
modify app: rollback|releases:rollback|pipelines:promote
`),
    run: (run) => {
      const sub = textOf(run.operands[0]);
      const sql = run.value("command");
      if (sub === "pg:psql" && sql !== undefined)
        return run.code("sql", sql.text, { source: "inline", span: sql.span, changes: { where: "remote" } });
      return /^run(?::detached|:inside)?$/.test(sub) ? remote(run, 1, "container") : undefined;
    },
  },
  {
    names: ["vercel", "now", "vc"],
    provider: "vercel",
    options:
      "-t|--token= -S|--scope= --cwd= -y|--yes -f|--force --prod --target= -A|--local-config= -Q|--global-config= -e|--env= -b|--build-env= -m|--meta= --safe -s --environment= --git-branch=",
    lines: table(`
delete app: remove|rm !--safe
delete app +minor: remove|rm --safe
delete project: project|projects remove|rm
delete config: env remove|rm
read-secret config +minor: env pull
delete dns: dns remove|rm
delete domain: domains remove|rm, certs remove|rm, domains move|transfer-out
delete bucket: blob store remove|delete, blob delete-store
delete object +minor: blob del
delete identity: teams remove
modify app: rollback, promote, alias remove|rm
`),
  },
  {
    names: ["netlify", "ntl"],
    provider: "netlify",
    options: "-f|--force -s|--site= --auth= --filter= --json --context= --scope= -p|--prod -d|--dir= --cwd=",
    lines: table(`
delete app: sites:delete, api deleteSite
delete config: env:unset
read-secret config: env:list, env:get
delete object +minor: blobs:delete
`),
  },
  {
    names: ["fly", "flyctl"],
    provider: "fly",
    options:
      "-a|--app= -c|--config= -t|--access-token= -o|--org= -y|--yes -C|--command= -s|--select -r|--region= -u|--user= --image= --verbose --json -f|--force --count= --pty",
    lines: table(`
delete app: apps|app destroy, destroy
delete volume: volumes|volume|vol destroy|delete|rm
delete backup: volumes|volume snapshots delete
delete instance: machine|machines|m destroy|remove|rm
stop instance +minor: machine|machines|m stop|kill|suspend|restart, apps restart|suspend
delete database: postgres|pg|redis|mysql|mpg destroy, postgres|pg detach
scale-to-zero app: scale count @0|*=0
delete config: secrets unset
delete project: orgs delete
delete bucket: storage destroy
delete network: ips release
delete certificate: certs remove
grant credential: tokens create, ssh issue, auth token, tokens attenuate
transfer app: apps move
delete identity: orgs remove, tokens revoke
`),
    run: (run) => {
      const code = run.value("C");
      return code !== undefined && /^(?:ssh|console)$/.test(textOf(run.operands[0]))
        ? run.shell(code.text, { source: "inline", span: code.span, changes: { where: "remote" } })
        : undefined;
    },
  },
  {
    names: ["railway"],
    provider: "railway",
    options: "-s|--service= -e|--environment= -p|--project= -y|--yes --json -d|--detach -v|--volume= -k --kv --set=",
    lines: table(`
delete app: down, service delete
delete project: delete, project delete
delete environment: environment|env delete|remove|rm
delete volume: volume delete|remove|rm|detach
read-secret config: variables !--set, variable list
`),
    run: (run) => (run.operands[0]?.text === "run" ? remote(run, 1, "local") : undefined),
  },
  {
    names: ["render"],
    provider: "render",
    options: "-o|--output= --confirm",
    lines: table("delete app: services delete\ndelete database: postgres delete\nstop app +minor: services suspend"),
  },
  {
    names: ["wrangler", "wrangler2"],
    provider: "cloudflare",
    options:
      "-c|--config= -e|--env= --name= --cwd= --command= --file= --local --remote --persist-to= --binding= --namespace-id= --preview -y|--yes|--skip-confirmation -f|--force --database= --json --dry-run --prefix=",
    lines: table(`
delete function: delete
delete database: d1 delete, hyperdrive delete, vectorize delete, d1 time-travel restore
purge bucket: kv namespace delete, kv:namespace delete
delete bucket: r2 bucket delete
delete object +all: kv bulk delete, kv:bulk delete
delete object +minor: kv key delete, kv:key delete, r2 object delete
delete app: pages project delete
delete app +minor: pages deployment delete
delete secret: secret delete, secret bulk delete, pages secret delete, versions secret delete
delete queue: queues delete, workflows delete, queues consumer remove
purge queue: queues purge
modify app: rollback, triggers deploy
delete certificate: mtls-certificate delete, cert delete
`),
    run: (run) => {
      const sql = run.value("command");
      return run.operands[0]?.text === "d1" && sql !== undefined && !run.has("local")
        ? run.code("sql", sql.text, { source: "inline", span: sql.span })
        : undefined;
    },
  },
  {
    names: ["firebase"],
    provider: "firebase",
    options:
      "-P|--project= --token= --json --debug -f|--force -y|--yes --non-interactive --account= -r|--recursive --all-collections --shallow --region= --database= --instance= --site= --only= --except=",
    lines: table(`
purge database +all +no-backup: firestore:delete --all-collections
purge database +no-backup: firestore:delete, database:remove|database:set, firestore:databases:delete, firestore:delete -r
delete backup: firestore:backups:delete
delete function: functions:delete
stop app: hosting:disable
delete app: hosting:sites:delete, hosting:channel:delete, apphosting:backends:delete
delete secret: functions:secrets:destroy|functions:secrets:prune, functions:config:unset
read-secret secret: functions:secrets:access, functions:config:get, login:ci
modify identity: auth:import
read-secret identity: auth:export
delete app: apps:delete, remoteconfig:rollback
`),
  },
  {
    names: ["amplify"],
    provider: "aws",
    options: "-y|--yes --force --envName= --appId=",
    lines: table("delete app: delete, remove\ndelete environment: env remove, sandbox delete"),
  },
  {
    names: ["eb"],
    provider: "aws",
    options: "-r|--region= --profile= --force --all -v -e= --command|-c=",
    lines: table("delete app: terminate\nread-secret config: printenv\nscale-to-zero app: scale @0"),
  },
  {
    names: ["dokku"],
    provider: "dokku",
    options: "--force -f",
    lines: table(
      "delete app: apps:destroy\ndelete database: postgres:destroy|mysql:destroy|redis:destroy|mongo:destroy|mariadb:destroy\nread-secret config: config|config:show|config:export\ndelete volume: storage:unmount",
    ),
  },
  {
    names: ["cf"],
    provider: "cloudfoundry",
    options: "-f -r -o= -s= -b= -p= -c= -i= -m=",
    lines: table(
      "delete project: delete-org, delete-space\ndelete app: delete|d\ndelete database: delete-service|ds, purge-service-instance\nread-secret config: env|e, service-key\nstop app +minor: stop|sp, restart",
    ),
  },
];

export const SAAS: readonly Program[] = SERVICES.map(({ names, provider, options, lines, run }) => ({
  names,
  options,
  dryRun: ["dry-run"],
  acts: tableActs(provider, lines),
  ...(run === undefined ? {} : { run }),
}));

/** What follows is a command that runs there; `--` may stand before it, and options of the platform's own. */
function remote(run: Invocation, skip: number, where: "local" | "container"): Stream | undefined {
  const fields =
    run.parsed.endOfOptions >= 0 ? run.args.slice(run.parsed.endOfOptions + 1) : argumentsAfter(run, skip - 1);
  let at = 0;
  while (fields[at]?.text.startsWith("-") === true)
    at += /^(?:-a|--app|-r|--remote|-t|--type|--size|-s|--service|-e|--environment|-p|--project|--env)$/.test(
      textOf(fields[at]),
    )
      ? 2
      : 1;
  const command = fields.slice(at);
  const [only] = command;
  if (only === undefined) return undefined;
  if (/\s/.test(only.text)) return run.shell(only.text, { source: "inline", span: only.span, changes: { where } });
  return run.command(command, { external: true, where });
}
