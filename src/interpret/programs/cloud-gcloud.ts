import type { Stream } from "../shell/value.ts";
import { argumentsAfter, cloud, fieldLike, firstLine, table, viewOf } from "./cloud-table.ts";
import { verbActs } from "./cloud-verbs.ts";
import type { Invocation, Program } from "./program.ts";
import { textOf } from "./text-of.ts";

/** gcloud reference; `alpha` and `beta` before the words mean the same command. */
const GCLOUD = table(`
purge project: projects delete, resource-manager folders delete
none project: projects undelete, config unset|set|configurations|get, config configurations delete, components remove
delete cluster: container clusters delete, dataproc clusters delete, container fleet memberships delete
purge database +no-backup: spanner databases|instances delete, bigtable instances|tables delete, firestore databases delete, redis instances delete, alloydb clusters|instances delete
delete database: sql instances|databases delete
delete backup: sql backups delete, compute snapshots delete
delete identity: sql users delete
modify database: sql instances restart|failover|restore-backup, sql backups restore, sql users set-password
disable-protection database: sql instances patch --no-backup, sql instances patch --no-deletion-protection, spanner databases update --no-enable-drop-protection
disable-protection instance: compute instances update --no-deletion-protection
disable-protection audit: logging sinks delete, logging buckets delete, scc muteconfigs create, services disable @*logging*|*securitycenter*|*cloudaudit*
expose database: sql instances patch --authorized-networks=*0.0.0.0/0*, sql instances create --authorized-networks=*0.0.0.0/0*
expose firewall: compute firewall-rules create|update --source-ranges=*0.0.0.0/0*|*::/0*
expose function: functions|run deploy --allow-unauthenticated, functions|run add-iam-policy-binding --member=allUsers|allAuthenticatedUsers, run services add-iam-policy-binding --member=allUsers|allAuthenticatedUsers
expose bucket: storage buckets add-iam-policy-binding --member=allUsers|allAuthenticatedUsers, storage buckets|objects update --predefined-acl=public*, storage buckets|objects update --add-acl-grant=*allUsers*, storage buckets update --no-public-access-prevention
disable-protection bucket: storage buckets update --no-versioning, storage buckets update --clear-soft-delete, storage buckets update --clear-retention-period
expose resource: * * add-iam-policy-binding --member=allUsers|allAuthenticatedUsers, * add-iam-policy-binding --member=allUsers|allAuthenticatedUsers
grant admin: * add-iam-policy-binding --role=roles/owner|roles/editor|*admin*|*Admin*, * * add-iam-policy-binding --role=roles/owner|roles/editor|*admin*|*securityAdmin*
grant policy: projects|organizations set-iam-policy, resource-manager folders set-iam-policy, iam service-accounts set-iam-policy|add-iam-policy-binding, projects|organizations add-iam-policy-binding
grant credential: iam service-accounts keys create, services api-keys create, iam service-accounts keys upload, compute os-login ssh-keys add
read-secret credential: auth print-access-token, auth print-identity-token, auth application-default print-access-token, services api-keys get-key-string, sql generate-login-token, compute reset-windows-password, config config-helper
read-secret secret: secrets versions access, kms decrypt
delete secret: secrets versions destroy
purge key: kms keys versions destroy
stop key: kms keys versions disable
delete bucket: storage buckets delete
delete function: functions delete, run services|jobs delete, run delete
delete app: app services|versions|instances delete
delete dns: dns managed-zones|record-sets delete, dns record-sets transaction execute, dns record-sets import
scale-to-zero instance: compute instance-groups managed resize --size=0
scale-to-zero cluster: container clusters resize --num-nodes=0, container clusters resize --size=0
modify project: services disable, billing projects unlink
purge queue: pubsub subscriptions seek, tasks queues purge
modify instance +minor: compute instances reset|suspend
delete identity: projects|organizations remove-iam-policy-binding, resource-manager folders remove-iam-policy-binding, iam service-accounts disable
delete policy +minor: * remove-iam-policy-binding, * * remove-iam-policy-binding
none build: builds cancel, auth revoke, emulators
delete repository: source repos delete, artifacts repositories delete
delete image: container images delete --force-delete-tags, artifacts docker images delete --delete-tags
delete image +minor: artifacts docker images delete, container images delete, container images untag
`);

const GCLOUD_OPTIONS =
  "--project= --zone= --region= --location= --account= --configuration= --format= --filter= --quiet|-q --verbosity= --impersonate-service-account= --billing-project= --flags-file= --log-http --user-output-enabled= --access-token-file= --command= --member= --role= --source-ranges= --authorized-networks= --predefined-acl= --add-acl-grant= --secret= --keyring= --key= --instance= --cluster= --namespace= --tunnel-through-iap --ssh-flag= --ssh-key-file= --size= --num-nodes= --node-pool= --limit= --sort-by= --gen2 --source= --image= --port= --dry-run --recursive|-r|-R --all-versions|-a --allow-unauthenticated --no-backup --no-deletion-protection --no-versioning --no-public-access-prevention --clear-soft-delete --service= --dataset= --member-type= --network= --subnet= --labels= --database= --delete-unmatched-destination-objects --no-enable-drop-protection --clear-retention-period --validate-only";

export const GCLOUD_ROWS: readonly Program[] = [
  { names: ["gcloud"], options: GCLOUD_OPTIONS, dryRun: ["dry-run", "validate-only"], run: runGcloud },
  { names: ["gsutil"], options: "-m -D -DD -o= -q -h= -u= -i= -s", style: "posix", run: runGsutil },
  {
    names: ["bq"],
    options:
      "--project_id= --dataset_id= --location= --format= --apilog= --use_legacy_sql?= --nouse_legacy_sql -n= --max_rows= -r|--recursive -f|--force -d|--dataset -t|--table -q|--quiet --dry_run --destination_table= --replace",
    dryRun: ["dry_run"],
    run: (run) => {
      const [sub, ...rest] = run.operands;
      if (sub?.text === "rm")
        run.emit(
          cloud(run, "gcp", "delete", "database", { name: textOf(rest[0]), tags: run.has("f") ? ["forced"] : [] }),
        );
      if (sub?.text === "query" && rest.length > 0)
        return run.code("sql", rest.map((field) => field.text).join(" "), { source: "inline" });
      return undefined;
    },
  },
];

const acts = verbActs("gcp", GCLOUD);

function runGcloud(run: Invocation): Stream | undefined {
  const track = /^(?:alpha|beta|preview)$/.test(textOf(run.operands[0]));
  const operands = track ? run.operands.slice(1) : run.operands;
  const view: Invocation = track ? { ...run, operands } : run;
  const [group, sub] = operands.map((field) => field.text);
  if ((group === "compute" && sub === "ssh") || (group === "cloud-shell" && sub === "ssh")) {
    const code = run.value("command");
    if (code !== undefined)
      return run.shell(code.text, { source: "inline", span: code.span, changes: { where: "remote" } });
    return undefined;
  }
  if (group === "storage" && (sub === "rm" || sub === "rsync" || sub === "cp" || sub === "mv")) {
    storage(view, sub, run.has("recursive"), run.has("delete-unmatched-destination-objects"), operands.slice(2));
    return undefined;
  }
  for (const act of acts) if (typeof act.does === "function") act.does(view, operands);
  return undefined;
}

/** `gcloud storage` and gsutil: `rm -r gs://bucket` takes the bucket, too. */
function storage(
  run: Invocation,
  sub: string,
  recursive: boolean,
  deletesRest: boolean,
  operands: Invocation["operands"],
): void {
  if (sub === "rm") {
    for (const field of operands) {
      const bucket = /^gs:\/\/[^/]+\/?\*{0,2}$/.test(field.text) && (recursive || field.text.includes("*"));
      if (bucket) run.emit(cloud(run, "gcp", "purge", "bucket", { name: field.text }));
      else if (recursive || field.text.includes("*"))
        run.emit(cloud(run, "gcp", "delete", "object", { name: field.text, all: true }));
      else run.emit(cloud(run, "gcp", "delete", "object", { name: field.text, tags: ["minor"] }));
    }
    return;
  }
  const [from, to] = [operands[0], operands.at(-1)];
  if (from === undefined || to === undefined || operands.length < 2) return;
  if (to.text.startsWith("gs:")) {
    const files = operands.slice(0, -1).filter((field) => !/^gs:|^-$/.test(field.text));
    for (const field of files) run.emit({ kind: "read", target: run.path(field), recursive, how: "content" });
    if (files.length > 0 || from.text === "-")
      run.emit({
        kind: "send",
        target: { raw: to.text, host: "storage.googleapis.com", url: to.text, classes: [] },
        data: from.text === "-" ? "output" : "file",
        files: files.map((field) => run.path(field)),
        method: "PUT",
      });
    const built = files[0] !== undefined && run.path(files[0]).scope === "build-output";
    if (sub === "rsync" && deletesRest)
      run.emit(cloud(run, "gcp", "delete", "object", { name: to.text, all: true, tags: [built ? "minor" : "sync"] }));
  } else if (to.text !== "-") {
    run.emit({ kind: "write", target: run.path(to), how: "truncate" });
    if (sub === "rsync" && deletesRest)
      run.emit({ kind: "delete", target: run.path(to), recursive: true, how: "empty", tags: ["sync"] });
  }
}

const GSUTIL = table(`
expose bucket: iam ch @allUsers*|allAuthenticatedUsers*, acl ch @AllUsers*, acl set|ch @public-read*, defacl set @public-read*
delete bucket: rb
disable-protection bucket: versioning set off, retention clear
`);

function runGsutil(run: Invocation): undefined {
  const [sub] = run.operands;
  if (sub === undefined) return;
  const view = viewOf(argumentsAfter(run, 0), {
    options: "-r|-R -f -d -n -a -I -c -C -e -J -j= -z= -L= -x= -y= -u= -m -p= -l= -s= -h= -D -P -U -v -A -i",
  });
  if (/^(?:rm|cp|mv|rsync)$/.test(sub.text)) {
    if (sub.text === "rsync" && view.has("n")) return;
    return storage(run, sub.text, view.has("r"), view.has("d"), view.operands) as undefined;
  }
  const operands = [sub, ...view.operands.map((field) => fieldLike(field, field.text))];
  const all = viewOf(operands, { style: "none" });
  const found = firstLine(GSUTIL, all);
  const grants = view.has("u") || /allUsers/i.test(run.args.map((field) => field.text).join(" "));
  if (found !== undefined)
    run.emit(cloud(run, "gcp", found[0].action, found[0].resource, { name: textOf(found[1].at(-1)) }));
  else if (grants && /^(?:acl|iam|defacl)$/.test(sub.text) && /allUsers/i.test(run.args.map((f) => f.text).join(" ")))
    run.emit(cloud(run, "gcp", "expose", "bucket", { name: textOf(view.operands.at(-1)) }));
}
