import type { Invocation } from "./program.ts";

/** What kind of thing a service's words speak of; the first that fits. Names as in the services' own command references. */
const RESOURCES: readonly (readonly [resource: string, words: RegExp])[] = [
  [
    "audit",
    /^(?:cloudtrail|guardduty|securityhub|macie2|detective|inspector2?|accessanalyzer)\b|flow-logs?|^configservice (?:configuration|delivery)|^logging sinks|^scc\b|^security (?:pricing|auto-provisioning|workspace)|diagnostic-settings|log-profiles|activity-log/,
  ],
  ["backup", /snapshot|backup|recovery-?point|restore-point|^velero|^dlm\b/],
  ["dns", /^route53(?!domains)|^route53resolver|^dns\b|\bdns\b|hosted-zone|managed-zone|record-?sets?|^zones?\b/],
  [
    "domain",
    /^route53domains|^(?!opensearch|es |cloudsearch|codeartifact|sagemaker|customer|profile).*\bdomains?\b(?!-)/,
  ],
  ["key", /^kms\b|\bkeyrings?\b|keyvault key|cryptokey|cmk\b/],
  ["secret", /secretsmanager|\bsecrets?\b|^keyvault|parameters?\b.*ssm|^ssm parameters?|passwordless|\bvariables?\b/],
  [
    "credential",
    /access-keys?|api-?keys?|\bkeys create\b|service-account.*keys?|login-profile|app-password|ssh-?keys?|key-?pairs?|\btokens?\b|credentials?/,
  ],
  [
    "identity",
    /^(?:iam|sso|sso-admin|identitystore|cognito\S*|ad|identity|ram)\b|service-accounts?|\busers?\b|\broles?\b|\bgroups?-member|service-principal|^entra\b/,
  ],
  [
    "project",
    /^projects?\b|^organizations?\b|^group$|resource-?groups?|^(?:account )?subscriptions?$|^account\b|^accounts?$|tenants?$|compartments?|^resource-manager folders|^team\b|^teams\b|^orgs?\b/,
  ],
  [
    "database",
    /^(?:rds|redshift\S*|docdb\S*|neptune|dynamodb|elasticache|memorydb|opensearch\S*|es|timestream\S*|keyspaces|dax|qldb|sql|spanner|bigtable|firestore|datastore|alloydb|redis|memcache|cosmosdb|postgres|mysql|mariadb|synapse|kusto|sqlserver|db|databases?|pg|mongodb|rdb|d1|atlas)\b|database|db-(?:cluster|instance)|\btables?\b|autonomous|datasets?\b|keyspace|namespace.*redshift/,
  ],
  [
    "cluster",
    /^(?:eks|aks|gke|ecs|emr|kafka|kafkaconnect|container|kubernetes|k8s|ks|oke|ce|doks|vke)\b|clusters?\b|nodegroups?|node-?pools?|kapsule/,
  ],
  ["log", /^logs\b|^logging\b|log-group|log-stream|^log-analytics/],
  ["monitor", /^cloudwatch\b|^monitor\S*|alarms?\b|dashboards?|alert/],
  ["cdn", /^cloudfront|distributions?$|^cdn\b|^afd\b|front-?door/],
  ["stack", /^cloudformation|\bstacks?\b|deployment-manager|^deployment\b|^infra-manager|\bblueprint|^resource$/],
  [
    "bucket",
    /\bbuckets?\b|\bkv[ -]namespaces?\b|^storage account|^storage (?:container|share)|^glacier|^s3control|container\b.*storage|^os bucket/,
  ],
  ["object", /\bobjects?\b|\bblobs?\b|\bkv\b|\br2\b/],
  ["volume", /volumes?|file-?systems?|^efs|^fsx|disks?\b|filestore|block-storage|\bshares?\b|netappfiles/],
  ["image", /images?\b|^ecr\S*|^acr\b|artifacts?\b|registr|\bami\b|container-registry/],
  [
    "function",
    /^lambda|functions?\b|^functionapp|^run\b|^cloudfunctions|^containerapp|^stepfunctions|state-machine|workers?\b|logicapp/,
  ],
  [
    "queue",
    /^(?:sqs|sns|kinesis\S*|firehose|mq|events|pubsub|servicebus|eventhubs?|eventgrid|tasks|kafka)\b|queues?\b|topics?\b|streams?\b|eventbus/,
  ],
  [
    "network",
    /\bvpcs?\b|vnet|subnets?|\bgateways?|-gateways?|\broutes?\b|route-table|security-groups?|load-?balancers?|target-groups?|network|address(?:es)?|\bips?\b|\bacls?\b|listener|peering|\bvpn|^elbv?2?\b|^elb\b|firewalls?|forwarding|nsg\b|nat-|\bnat\b|backend-service|url-map|endpoints?/,
  ],
  [
    "app",
    /^(?:amplify|elasticbeanstalk|apprunner|app|apps|webapp|appservice|appconfig|staticwebapp|lightsail container)\b|\bapps?\b|\bservices?\b|\bsites?\b|\bpages?\b/,
  ],
  ["certificate", /^acm|certificates?|ssl-cert|\bcerts?\b/],
  [
    "instance",
    /instances?|^vm\b|^vmss\b|virtual-?machines?|droplets?|^linodes?\b|^servers?\b|^ec2\b|fleet|auto-?scaling|machines?\b|^workspaces|scale-?set|\bvms?\b/,
  ],
  ["repository", /repositor|^repos?\b|codecommit/],
];

/** Things that are made again in a moment, or that many daily jobs take away. */
const MINOR =
  /\b(?:tags?|labels?|items?|messages?|targets?|sessions?|alarms?|dashboards?|schedules?|metadata|attributes?|annotations?|comments?|favou?rites?|history|executions?|jobs?|builds?|queries|query|permissions?|launch-template-versions|old-versions|tag-values?|layer-version|invalidation|object|blob|cache|change-sets?|aliases|alias)$/;

export function resourceOf(words: string): string {
  return RESOURCES.find(([, test]) => test.test(words))?.[0] ?? "resource";
}

export function isMinor(words: string): boolean {
  return MINOR.test(words);
}

const PRODUCTION = /(?:^|[^a-z0-9])(?:prod|production|prd)(?:[^a-z]|$)|(?:^|[^a-z])live$/i;
const NOT_PRODUCTION = /(?:non|pre|not|like)[-_. ]?prod/i;
/** Variables that choose the account, project, cluster or stage that a command line works on. */
const PLACE_VARIABLES =
  /^(?:AWS_(?:DEFAULT_)?PROFILE|AWS_VAULT|CLOUDSDK_\w+|KUBECONFIG|KUBE_CONTEXT|ENV|ENVIRONMENT|STAGE|APP_ENV|TF_WORKSPACE|TF_VAR_env(?:ironment)?|HEROKU_APP|FLY_APP|ARM_\w+|DOCKER_CONTEXT|DOCKER_HOST|NOMAD_ADDR|VAULT_ADDR|PULUMI_STACK|CLUSTER)$/;

export function saysProduction(text: string): boolean {
  return PRODUCTION.test(text) && !NOT_PRODUCTION.test(text);
}

/** Some name, option value or chosen profile of the call says that it is production. */
export function isProduction(run: Pick<Invocation, "operands" | "parsed" | "state">): boolean {
  if (run.operands.some((field) => saysProduction(field.text))) return true;
  for (const values of run.parsed.options.values())
    if (values.some((field) => field !== undefined && saysProduction(field.text))) return true;
  for (const [name, variable] of run.state.variables)
    if (PLACE_VARIABLES.test(name) && variable.values.some(saysProduction)) return true;
  return false;
}
