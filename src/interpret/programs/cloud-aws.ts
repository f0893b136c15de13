import { DYNAMIC } from "../../model/effect.ts";
import { hostTarget } from "../hosts.ts";
import type { Field } from "../shell/value.ts";
import { runS3 } from "./cloud-aws-s3.ts";
import { cloud, firstLine, lineDraft, table } from "./cloud-table.ts";
import { verbDraft } from "./cloud-verbs.ts";
import { isMinor, resourceOf } from "./cloud-words.ts";
import type { Invocation, Program } from "./program.ts";
import { orEmpty, textOf } from "./text-of.ts";

/** Operations whose meaning is not in their verb. AWS CLI command reference, version 2. */
const OPERATIONS = table(`
purge database +no-backup: rds|neptune|docdb delete-db-instance|delete-db-cluster --skip-final-snapshot, redshift delete-cluster --skip-final-cluster-snapshot, rds delete-db-instance --delete-automated-backups
delete database: dynamodb delete-table, redshift delete-cluster, redshift-serverless delete-namespace|delete-workgroup, glue delete-database|delete-table
purge secret +no-backup: secretsmanager delete-secret --force-delete-without-recovery
delete key: kms schedule-key-deletion|delete-imported-key-material|disable-key|delete-custom-key-store
modify key: kms put-key-policy
expose backup: rds modify-db-snapshot-attribute|modify-db-cluster-snapshot-attribute --values-to-add
expose backup: ec2 modify-snapshot-attribute --create-volume-permission=*add*|*group*, ec2 modify-snapshot-attribute --operation-type=add, ec2 modify-snapshot-attribute --group-names=all
expose image: ec2 modify-image-attribute --launch-permission=*add*, ec2 modify-image-attribute --operation-type=add, ecr-public put-repository-policy
expose function: lambda add-permission --principal=*, lambda create-function-url-config --auth-type=none
expose database: rds modify-db-instance --publicly-accessible, redshift modify-cluster --publicly-accessible
disable-protection database: rds modify-db-instance|modify-db-cluster --no-deletion-protection, rds modify-db-instance --backup-retention-period=0, dynamodb update-table --no-deletion-protection-enabled, dynamodb update-continuous-backups --point-in-time-recovery-specification=*false*, docdb|neptune modify-db-cluster --no-deletion-protection
disable-protection instance: ec2 modify-instance-attribute --no-disable-api-termination, ec2 modify-instance-attribute --disable-api-termination=*false*
disable-protection stack: cloudformation update-termination-protection --no-enable-termination-protection
disable-protection network: elbv2 modify-load-balancer-attributes --attributes=*deletion_protection.enabled*value=false*
disable-protection firewall: wafv2 disassociate-web-acl|delete-web-acl
delete network: ec2 release-address
disable-protection encryption: ec2 disable-ebs-encryption-by-default
disable-protection audit: cloudtrail stop-logging|delete-trail|delete-event-data-store|stop-event-data-store-ingestion, cloudtrail update-trail --no-enable-log-file-validation, cloudtrail update-trail --no-is-multi-region-trail, cloudtrail put-event-selectors, guardduty delete-detector|disassociate-from-master-account|disassociate-from-administrator-account|delete-members|stop-monitoring-members|create-filter, guardduty update-detector --no-enable, configservice stop-configuration-recorder|delete-configuration-recorder|delete-delivery-channel|delete-config-rule, securityhub disable-security-hub|disassociate-members, ec2 delete-flow-logs, macie2 disable-macie, inspector2 disable, accessanalyzer delete-analyzer, detective delete-graph, wafv2 delete-logging-configuration, logs delete-log-group @*cloudtrail*
disable-protection mfa: iam deactivate-mfa-device|delete-virtual-mfa-device, cognito-idp set-user-pool-mfa-config --mfa-configuration=off
disable-protection policy: iam delete-account-password-policy, iam delete-role-permissions-boundary|delete-user-permissions-boundary, organizations disable-policy-type|detach-policy, ec2 modify-instance-metadata-options --http-tokens=optional
delete project: organizations leave-organization|delete-organization|close-account|remove-account-from-organization, account close-account|disable-region
grant credential: iam create-access-key|create-login-profile|update-login-profile|create-service-specific-credential|upload-ssh-public-key|reset-service-specific-credential, iam update-access-key --status=active, cognito-idp admin-set-user-password, ec2-instance-connect send-ssh-public-key, sso-admin create-account-assignment
grant admin: iam attach-user-policy|attach-role-policy|attach-group-policy --policy-arn=*AdministratorAccess|*PowerUserAccess|*IAMFullAccess, iam add-user-to-group --group-name=*admin*
grant policy: iam attach-user-policy|attach-role-policy|attach-group-policy|put-user-policy|put-role-policy|put-group-policy|create-policy-version|set-default-policy-version|add-user-to-group|update-assume-role-policy|add-role-to-instance-profile, organizations attach-policy, lambda add-permission, sns|sqs add-permission, secretsmanager put-resource-policy, ec2 associate-iam-instance-profile|replace-iam-instance-profile-association, sso-admin attach-managed-policy-to-permission-set|put-inline-policy-to-permission-set
read-secret secret: secretsmanager get-secret-value|batch-get-secret-value, ssm get-parameter|get-parameters|get-parameters-by-path|get-parameter-history --with-decryption, kms decrypt
read-secret credential: sts get-session-token|assume-role|assume-role-with-saml|assume-role-with-web-identity|get-federation-token, sso get-role-credentials, ec2 get-password-data, configure export-credentials, configure get @*secret*|*session_token*, cognito-identity get-credentials-for-identity, codeartifact get-authorization-token, rds generate-db-auth-token, eks get-token, lightsail get-instance-access-details|get-relational-database-master-user-password, redshift get-cluster-credentials, apigateway get-api-keys --include-values
none credential: ecr|ecr-public get-login-password|get-login|get-authorization-token
modify dns: route53 change-resource-record-sets, route53domains update-domain-nameservers|transfer-domain|disable-domain-transfer-lock
purge queue: sqs purge-queue
delete instance: ec2 terminate-instances, autoscaling terminate-instance-in-auto-scaling-group, emr terminate-job-flows|terminate-clusters, workspaces terminate-workspaces, ec2 cancel-spot-fleet-requests --terminate-instances, lightsail delete-instance
stop instance: ec2 stop-instances|reboot-instances|hibernate-instances, rds stop-db-instance|stop-db-cluster|reboot-db-instance
scale-to-zero instance: autoscaling update-auto-scaling-group --desired-capacity=0, autoscaling set-desired-capacity --desired-capacity=0, autoscaling update-auto-scaling-group --max-size=0
scale-to-zero app: ecs update-service --desired-count=0
delete image: ecr batch-delete-image|delete-repository|put-lifecycle-policy|delete-lifecycle-policy, ec2 deregister-image
modify image: ecr delete-lifecycle-policy
delete database +minor: dynamodb delete-item
none log: logs delete-log-stream
none batch: * delete-tags|remove-tags|untag-resource|untag-resources|remove-tags-from-resource|remove-tags-from-stream
none queue: sqs delete-message|delete-message-batch
delete identity: iam detach-role-policy|detach-user-policy|detach-group-policy|remove-user-from-group|remove-role-from-instance-profile
modify credential: iam delete-access-key|delete-ssh-public-key|delete-signing-certificate
modify database: rds modify-db-instance|modify-db-cluster --master-user-password
modify database +minor: rds failover-db-cluster, rds reboot-db-cluster
delete backup: backup delete-recovery-point|delete-backup-vault|delete-backup-plan|delete-backup-vault-access-policy, rds delete-db-snapshot|delete-db-cluster-snapshot|delete-db-instance-automated-backup, ec2 delete-snapshot, dynamodb delete-backup
delete app: ecs delete-service --force
`);

const VERBS =
  /^(batch-delete|admin-delete|delete|terminate|remove|destroy|purge|deregister|stop|disable|reset|force-delete)-(.+)$/;

/** Operations that take access or a binding away and are given back by one command. */
const UNBINDS = /^(?:release|detach|disassociate|revoke|unassign|deactivate|cancel)-(.+)$/;

const GLOBALS =
  "--profile= --region= --output= --query= --endpoint-url= --ca-bundle= --cli-read-timeout= --cli-connect-timeout= --color= --cli-binary-format= --cli-input-json= --cli-input-yaml= --debug --no-verify-ssl --no-paginate --no-sign-request --no-cli-pager --cli-auto-prompt --dry-run --dryrun --generate-cli-skeleton --skip-final-snapshot --publicly-accessible --no-deletion-protection --disable-api-termination= --no-disable-api-termination --policy-arn= --policy-text= --group-name= --status= --principal= --auth-type= --http-tokens= --desired-capacity= --desired-count= --max-size= --launch-permission= --create-volume-permission= --operation-type= --group-names= --values-to-add= --attributes= --backup-retention-period= --point-in-time-recovery-specification= --mfa-configuration= --master-user-password= --with-decryption --parameters= --document-name= --ip-permissions= --cidr= --cidr-ip= --cidr-ipv6= --access-key-id= --bucket= --acl= --policy= --versioning-configuration= --public-access-block-configuration= --grant-read= --grant-write= --grant-full-control= --body= --key= --delete?= --user-name= --role-name= --instance-ids= --table-name= --stack-name= --function-name= --db-instance-identifier= --db-cluster-identifier= --name= --secret-id= --key-id= --cluster= --cluster-name= --hosted-zone-id= --trail-name= --repository-name= --log-group-name= --queue-url=";

export const AWS: readonly Program[] = [
  {
    names: ["aws", "aws2", "awsv2", "awslocal"],
    options: GLOBALS,
    dryRun: ["dry-run", "dryrun", "generate-cli-skeleton"],
    run: runAws,
  },
];

function runAws(run: Invocation) {
  const endpoint = run.value("endpoint-url")?.text;
  // An emulator on this machine (LocalStack, moto, DynamoDB Local) holds nothing that cannot be made again.
  if (run.name === "awslocal") return undefined;
  if (endpoint !== undefined && hostTarget(endpoint).classes.includes("loopback")) return undefined;
  // `aws ec2 terminate-instances help` shows the manual.
  if (run.operands.slice(0, 3).some((field) => field.text === "help")) return undefined;
  const [service = "", operation = ""] = run.operands.map((field) => field.text.toLowerCase());
  if (/^s3(?:api)?$/.test(service)) return runS3(run, service, operation);
  if (service === "ssm" && operation === "send-command") return sendCommand(run);
  const found = firstLine(OPERATIONS, run);
  if (found !== undefined) {
    const draft = lineDraft("aws", OPERATIONS, run, run);
    if (draft !== undefined) run.emit({ ...draft, name: nameOf(run) });
    return undefined;
  }
  if (/^authorize-(?:security-group|db-security-group|cluster-security-group)/.test(operation)) openFirewall(run);
  const verb = VERBS.exec(operation);
  if (verb !== null) {
    const plain = orEmpty(verb[1]).replace(/^(?:batch|admin|force)-/, "");
    const draft = verbDraft("aws", plain, `${service} ${orEmpty(verb[2])}`, [], run);
    run.emit({ ...draft, name: nameOf(run), ...(isTransient(orEmpty(verb[2]), plain) ? { tags: ["minor"] } : {}) });
    return undefined;
  }
  const unbinds = UNBINDS.exec(operation);
  if (unbinds !== null)
    run.emit(
      cloud(run, "aws", "modify", resourceOf(`${service} ${orEmpty(unbinds[1])}`), {
        name: nameOf(run),
        tags: ["minor"],
      }),
    );
  return undefined;
}

/** What is stopped or reset here is a run, not a resource. */
function isTransient(noun: string, verb: string): boolean {
  return (
    isMinor(noun) ||
    (verb === "stop" &&
      /task|build|query|execution|job|pipeline|training|deployment|session|crawler|run$/.test(noun)) ||
    (verb === "reset" && !/password/.test(noun))
  );
}

/** Names of what an operation works on: the values of its options that end so, and its operands. */
function nameOf(run: Invocation): string {
  for (let i = 0; i < run.args.length - 1; i++) {
    const option = textOf(run.args[i]);
    if (
      /^--(?!profile|region)(?:.*-)?(?:name|names|id|ids|identifier|arn|url|bucket|key|trail|cluster|repository|alias)$/.test(
        option,
      )
    )
      return textOf(run.args[i + 1]);
  }
  return textOf(run.operands[2]);
}

function openFirewall(run: Invocation): void {
  const open = run.args.some((field) => /(?:^|[^\d.])0\.0\.0\.0\/0|(?:^|[^\da-f:])::\/0/i.test(field.text));
  run.emit(
    cloud(run, "aws", open ? "expose" : "modify", "firewall", { name: nameOf(run), tags: open ? [] : ["minor"] }),
  );
}

/** AWS-RunShellScript runs its `commands` on the instances; AWS CLI shorthand or JSON. */
function sendCommand(run: Invocation) {
  run.emit(cloud(run, "aws", "exec", "instance", { name: nameOf(run) }));
  const given = run.value("parameters");
  if (given === undefined || !/^"?[{'"]?\s*"?commands/.test(given.text)) return undefined;
  return run.shell(commandsOf(given), { source: "inline", span: given.span, changes: { where: "remote" } });
}

function commandsOf(field: Field): string {
  try {
    const json = JSON.parse(field.text) as { readonly commands?: unknown };
    if (Array.isArray(json.commands)) return json.commands.join("\n");
  } catch {
    // Shorthand: commands=["a","b"] or commands=a,b
  }
  const text = field.text.replace(/^"?commands"?\s*[=:]\s*/, "");
  const quoted = [...text.matchAll(/["']([^"']+)["']/g)].map((match) => orEmpty(match[1]));
  const lines = quoted.length > 0 ? quoted : text.replace(/^\[|\]$/g, "").split(",");
  return lines.join("\n") || DYNAMIC;
}
