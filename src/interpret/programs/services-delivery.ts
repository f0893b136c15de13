import type { Stream } from "../shell/value.ts";
import { fieldLike } from "./cloud-table.ts";
import type { Invocation, Program } from "./program.ts";
import { serviceRows } from "./services-rows.ts";

// Build and delivery services, registries of flags and of interfaces: lines as in each one's CLI reference.

export const DELIVERY: readonly Program[] = [
  ...serviceRows([
    {
      names: ["jenkins-cli", "jenkins-cli.jar"],
      provider: "jenkins",
      options: "-s= -auth= -i= -logger= -user= -http -ssh -webSocket -noKeyAuth -noCertificateCheck -strictHostKey",
      style: "single",
      lines: `
delete job: delete-job|delete-view
delete build +all: delete-builds
delete agent: delete-node
delete identity: delete-credentials|delete-credentials-domain
exec controller: groovy|groovysh
purge queue: clear-queue
stop app: shutdown|safe-shutdown
stop job +minor: disable-job|offline-node|disconnect-node|quiet-down
`,
    },
    {
      names: ["circleci"],
      lines: `
delete secret: context remove-secret
delete context: context delete
delete identity: runner token|resource-class delete
none runner: runner instance
delete package: orb unlist
`,
    },
    {
      names: ["travis"],
      options: "-r|--repo= -i --com --org --pro -d|--delete -f|--force -X -e|--api-endpoint= -t|--token=",
      lines:
        "delete secret: env unset|clear\ndelete cache: cache --delete\nstop app: disable\ndelete key: sshkey --delete\nread-secret credential: token\n",
    },
    {
      names: ["bk", "buildkite"],
      provider: "buildkite",
      lines:
        "delete app: pipeline delete\ndelete cluster: cluster delete\ndelete secret: secret delete\nstop agent +minor: agent stop, build cancel\n",
    },
    {
      names: ["tkn"],
      provider: "tekton",
      options:
        "-n|--namespace= -c|--context= -k|--kubeconfig= --all --prs --trs -f|--force --keep= --keep-since= -i= -l|--label=",
      lines: `
delete job +all: pipelinerun|pr|taskrun|tr|customrun delete|rm --all, pipelinerun|pr|taskrun|tr delete|rm --keep
delete job +minor: pipelinerun|pr|taskrun|tr|customrun delete|rm|cancel
delete definition: pipeline|p|task|t|clustertask|ct|triggertemplate|tt|triggerbinding|tb|eventlistener|el|bundle delete|rm
`,
    },
    {
      names: ["drone", "woodpecker-cli"],
      provider: "drone",
      options: "-t|--token= -s|--server= --repository|--repo= --name= -l= --account=",
      lines: `
delete secret: secret|secrets|orgsecret rm|delete|remove, repo secret rm, org secret rm, global secret rm
delete app: repo rm|remove|delete|disable
delete job: cron rm|remove|delete, repo cron rm
delete identity: user rm|remove|delete, registry rm|delete, repo registry rm
delete build +all: build purge, log purge, pipeline purge, repo pipeline purge
transfer repository: repo chown
`,
    },
    {
      names: ["ldcli"],
      provider: "launchdarkly",
      options: "--flag= --project= --environment= --access-token= --member= --segment= -d|--data=",
      lines: `
delete flag: flags delete|archive, flag delete|archive
delete project: projects|project delete
delete environment: environments|environment delete|reset-sdk-key
delete segment: segments delete
delete identity: members|teams|access-tokens delete
none any: * list|get|create|update|toggle-on|toggle-off
`,
    },
    {
      names: ["deck"],
      provider: "kong",
      options:
        "-s|--state= --select-tag= --workspace|-w= --kong-addr= --headers= --konnect-token= -f|--force --all-workspaces",
      lines: "purge gateway: gateway reset, reset\n",
    },
    {
      names: ["kong"],
      options: "-c|--conf= -p|--prefix= -y|--yes -f|--force -v -vv --db-timeout=",
      lines: "purge gateway: migrations reset\nstop gateway +minor: stop, quit\n",
      commonWord: true,
    },
    {
      names: ["apigeecli", "apigeetool"],
      provider: "apigee",
      options: "-o|--org= -e|--env= -n|--name= -t|--token= -a|--account= -u= -p= -v|--rev=",
      lines: `
delete interface: apis|sharedflows|products|apps|developers|keyvaluemaps|kvms|targetservers|environments|envgroups|instances delete, apis undeploy, deleteproduct|deleteapp|deletedeveloper|undeploy|deletesharedflow|deletekvmmap
delete project: organizations|orgs delete
`,
    },
    {
      names: ["temporal", "tctl", "tcld"],
      provider: "temporal",
      options:
        "--address= -n|--namespace= -q|--query= -w|--workflow-id= -s|--schedule-id= -r|--run-id= --reason= -e|--env= -y|--yes",
      lines: `
delete namespace: operator namespace delete, namespace|n delete|dn
stop job +all: workflow terminate|cancel|delete|reset --query, batch start
delete job: workflow delete, schedule delete, schedule toggle --pause
stop job +minor: workflow terminate|cancel
delete cluster: operator cluster remove, operator search-attribute remove, operator nexus endpoint delete
delete identity: user|service-account|apikey delete
`,
    },
    {
      names: ["airflow", "astro"],
      options: "-d|--deployment-id= -y|--yes -f|--force",
      lines: `
delete job: dags delete
delete secret: variables|connections delete
delete identity: users delete, roles delete
delete app: deployment|workspace delete
none any: db check|migrate|init, dags list|trigger|test|pause|unpause
`,
    },
    {
      names: ["prefect", "dagster", "flytectl", "wmill"],
      provider: "workflows",
      lines: `
purge job +all: run wipe, instance concurrency delete, asset wipe, server database reset
delete job: deployment|flow|flow-run|work-pool|work-queue|schedule|automation|run delete|rm
delete secret: variable|secret|block delete|unset|rm
delete project: cloud workspace|namespace delete, workspace delete
`,
    },
  ]),
  {
    // java(1): options end at the class or archive; what follows is the program's own.
    names: ["java"],
    options:
      "-jar= -cp|-classpath|--class-path= -p|--module-path= -m|--module= --add-modules= -version --version -help",
    style: "posix",
    run: runJava,
  },
];

function runJava(run: Invocation): Stream | undefined {
  const at = run.args.findIndex((field) => field.text === "-jar");
  const archive = run.args[at + 1];
  if (at < 0 || archive === undefined || !/(?:^|\/)jenkins-cli[\w.-]*\.jar$/.test(archive.text)) return undefined;
  return run.command([fieldLike(archive, "jenkins-cli"), ...run.args.slice(at + 2)], { external: true });
}
