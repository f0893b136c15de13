import { hostTarget } from "../hosts.ts";
import type { Field, Stream } from "../shell/value.ts";
import { opaqueStream } from "../shell/value.ts";
import { argumentsAfter, cloud, type View, viewOf } from "./cloud-table.ts";
import type { Invocation } from "./program.ts";
import { orEmpty, textOf } from "./text-of.ts";

// AWS CLI command reference: s3 (high-level) and s3api.

const S3_OPTIONS =
  "--recursive --force --delete --dryrun --quiet --include= --exclude= --acl= --only-show-errors --no-progress --sse?= --sse-kms-key-id= --storage-class= --grants= --content-type= --content-encoding= --cache-control= --metadata= --metadata-directive= --expires= --page-size= --follow-symlinks --no-follow-symlinks --no-guess-mime-type --exact-timestamps --size-only --source-region= --request-payer= --profile= --region= --output= --query= --endpoint-url= --color= --expires-in= --human-readable --summarize --no-sign-request --website-redirect= --content-disposition= --content-language= --expected-size=";

const S3API_OPTIONS =
  "--bucket= --key= --acl= --policy= --versioning-configuration= --public-access-block-configuration= --bucket-logging-status= --body= --delete= --version-id= --grant-read= --grant-write= --grant-full-control= --access-control-policy= --profile= --region= --output= --query= --endpoint-url= --lifecycle-configuration= --copy-source= --bypass-governance-retention";

export function runS3(run: Invocation, service: string, operation: string): Stream | undefined {
  if (service === "s3api") return runApi(run, operation, viewOf(argumentsAfter(run, 1), { options: S3API_OPTIONS }));
  const view = viewOf(argumentsAfter(run, 1), { options: S3_OPTIONS });
  const [first, second] = view.operands;
  switch (operation) {
    case "rb":
      run.emit(cloud(run, "aws", view.has("force") ? "purge" : "delete", "bucket", { name: textOf(first) }));
      break;
    case "rm":
      removal(run, view, first);
      break;
    case "sync":
    case "cp":
    case "mv":
      copy(run, view, operation, first, second);
      break;
  }
  return operation === "cp" && second?.text === "-" ? opaqueStream() : undefined;
}

/** Without a key and recursively, the bucket is emptied. */
function removal(run: Invocation, view: View, field: Field | undefined): void {
  const name = textOf(field);
  const recursive = view.has("recursive");
  const whole = recursive && /^s3:\/\/[^/]+\/?$/.test(name) && !view.has("exclude", "include");
  if (whole) run.emit(cloud(run, "aws", "purge", "bucket", { name }));
  else if (recursive) run.emit(cloud(run, "aws", "delete", "object", { name, all: true }));
  else run.emit(cloud(run, "aws", "delete", "object", { name, tags: ["minor"] }));
}

function copy(run: Invocation, view: View, operation: string, from: Field | undefined, to: Field | undefined): void {
  if (from === undefined || to === undefined) return;
  const uploads = to.text.startsWith("s3:") && !from.text.startsWith("s3:");
  if (uploads) {
    const stream = from.text === "-";
    const file = stream ? undefined : run.path(from);
    if (file !== undefined)
      run.emit({
        kind: "read",
        target: file,
        recursive: operation === "sync" || view.has("recursive"),
        how: "content",
      });
    run.emit({
      kind: "send",
      target: hostTarget(`https://${orEmpty(to.text.slice(5).split("/")[0])}.s3.amazonaws.com/`),
      data: stream ? "output" : "file",
      files: file === undefined ? run.stdin.taint.files : [file],
      method: "PUT",
    });
  } else if (from.text.startsWith("s3:") && !to.text.startsWith("s3:") && to.text !== "-") {
    run.emit({ kind: "write", target: run.path(to), how: "truncate" });
  }
  // Publishing a built site replaces what the build before it put there, and is public on purpose.
  const built = !from.text.startsWith("s3:") && from.text !== "-" && run.path(from).scope === "build-output";
  if (operation === "sync" && view.has("delete")) {
    const local = !to.text.startsWith("s3:");
    if (local) run.emit({ kind: "delete", target: run.path(to), recursive: true, how: "empty", tags: ["sync"] });
    else
      run.emit(cloud(run, "aws", "delete", "object", { name: to.text, all: true, tags: built ? ["minor"] : ["sync"] }));
  }
  if (/^public/.test(textOf(view.value("acl"))) || /AllUsers/.test(textOf(view.value("grants"))))
    run.emit(cloud(run, "aws", "expose", "object", { name: to.text, tags: built ? ["minor"] : [] }));
  if (operation === "mv" && from.text.startsWith("s3:") && view.has("recursive"))
    run.emit(cloud(run, "aws", "delete", "object", { name: from.text, all: true, tags: ["moved"] }));
}

function runApi(run: Invocation, operation: string, view: View): undefined {
  const name = textOf(view.value("bucket"));
  const put = (action: string, resource: string, tags: readonly string[] = []): undefined => {
    run.emit(cloud(run, "aws", action, resource, { name, tags }));
    return undefined;
  };
  const said = (option: string) => textOf(view.value(option));
  switch (operation) {
    case "delete-bucket":
      return put("delete", "bucket");
    case "delete-objects":
      run.emit(cloud(run, "aws", "delete", "object", { name, all: true }));
      return undefined;
    case "delete-object":
      return put("delete", "object", view.has("version-id") ? ["no-backup"] : ["minor"]);
    case "put-bucket-acl":
    case "put-object-acl":
      if (
        /^public|^authenticated-read/.test(said("acl")) ||
        run.args.some((field) => /AllUsers|AuthenticatedUsers/.test(field.text))
      )
        put("expose", "bucket");
      return undefined;
    case "put-bucket-policy":
      if (/"(?:AWS"\s*:\s*)?\*"|Principal"\s*:\s*"\*"/.test(said("policy"))) put("expose", "bucket");
      else put("grant", "policy");
      return undefined;
    case "delete-public-access-block":
      return put("expose", "bucket");
    case "put-public-access-block":
      if (/false/i.test(said("public-access-block-configuration"))) put("expose", "bucket");
      return undefined;
    case "put-bucket-versioning":
      if (/Suspended/i.test(said("versioning-configuration"))) put("disable-protection", "bucket");
      return undefined;
    case "delete-bucket-encryption":
    case "delete-bucket-replication":
    case "delete-bucket-policy":
      return put("disable-protection", "bucket");
    case "put-bucket-logging":
      if (/^\{\s*\}$/.test(said("bucket-logging-status"))) put("disable-protection", "audit");
      return undefined;
    case "put-bucket-lifecycle-configuration":
      return put("modify", "bucket", ["expiry"]);
    case "put-object":
      if (view.value("body") !== undefined)
        run.emit({
          kind: "send",
          target: hostTarget(`https://${name}.s3.amazonaws.com/`),
          data: "file",
          files: view.values("body").map((field) => run.path(field)),
          method: "PUT",
        });
      return undefined;
  }
  return undefined;
}
