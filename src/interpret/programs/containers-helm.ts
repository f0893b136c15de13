import { cloud, lineDraft, type Table, table } from "./cloud-table.ts";
import type { Invocation, Program } from "./program.ts";
import { textOf } from "./text-of.ts";

const KUBE =
  "-n|--namespace= --kube-context= --context= --kubeconfig= --cluster= --debug --dry-run?= -o|--output= --version= --wait --timeout= -f|--values= --set= --set-string= --set-file= --repo= --keep-history --no-hooks --cascade?= --revision= --all -l|--selector= -e|--environment= --state-values-set= --name= --config= --force --purge --confirm -y|--yes|--skip-confirmation --silent|-s --filename= --revision= --skip-deps --interactive --include-crds";

interface Row {
  readonly names: readonly string[];
  readonly provider?: string;
  readonly options?: string;
  readonly dryRun?: readonly string[];
  readonly lines: Table;
}

/** What installs into Kubernetes and takes it out again. */
const ROWS: readonly Row[] = [
  {
    names: ["helm", "helm3"],
    lines: table(`
delete release: uninstall|un|delete|del
rollback release: rollback
delete config +minor: repo remove|rm, plugin uninstall|remove
read-secret config +minor: get values|all @*secret*
`),
  },
  {
    names: ["helmfile"],
    lines: table("delete release +all: destroy|delete\napply release +minor: apply|sync"),
  },
  {
    names: ["velero", "ark"],
    provider: "velero",
    lines: table(
      "delete backup: backup|backups delete, delete backup|backups, backup-location|snapshot-location delete, delete backup-location\ndelete schedule: schedule|schedules delete, delete schedule\ndelete restore: restore|restores delete, delete restore|restores\nmodify backup: restore create\ndelete app: uninstall",
    ),
  },
  {
    names: ["istioctl", "linkerd", "cilium", "consul-k8s", "kubeadm", "talosctl"],
    provider: "kubernetes",
    options: "--purge --force --crds --endpoints|-n= --nodes= --graceful --reboot",
    lines: table(`
purge mesh: uninstall --purge, x uninstall --purge, experimental uninstall --purge
delete mesh: uninstall, x uninstall
purge cluster: reset
none token: token, kubeconfig, config
`),
  },
  {
    names: ["flux"],
    provider: "flux",
    lines: table(
      "delete release +all: uninstall\ndelete release: delete source|kustomization|helmrelease|ks|hr|receiver|alert|image|tenant\nstop release +minor: suspend source|kustomization|helmrelease|ks|hr|image",
    ),
  },
  {
    names: ["argocd"],
    provider: "argocd",
    options:
      "--auth-token= --server= --grpc-web --insecure --plaintext --core --cascade?= --prune --propagation-policy|-p= --app-namespace|-N= --all --allow-empty --local= --resource= --replace",
    lines: table(`
delete release: app delete|rm, app delete-resource, appset delete|rm
delete project: proj|project delete|rm
delete cluster: cluster rm|remove|delete
delete repository: repo rm|remove
delete identity: account delete-token
prune manifest: app sync --prune, app set --auto-prune
rollback release: app rollback
grant credential: account generate-token, proj role create-token
modify identity: account update-password
`),
  },
  {
    names: ["argo"],
    provider: "argo",
    lines: table(
      "delete job +all: delete --all, archive delete\ndelete definition: cron|template|cluster-template delete\ndelete job +minor: delete\nstop job +minor: terminate|stop|suspend",
    ),
  },
  {
    names: ["kubeseal"],
    lines: table("read-secret secret: --recovery-unseal"),
    options:
      "--recovery-unseal --recovery-private-key= --cert= --controller-name= --controller-namespace= -w= --scope=",
  },
  {
    names: ["skaffold", "tilt", "devspace", "okteto", "garden"],
    provider: "kubernetes",
    options: "-p|--profile= -d|--default-repo= --port= --delete-namespaces --volumes|-v --force",
    lines: table(
      "delete namespace: down --delete-namespaces, namespace delete, cleanup namespace\ndelete release +minor: delete, purge, destroy, down --volumes",
    ),
  },
];

export const HELM: readonly Program[] = ROWS.map(
  ({ names, provider = "kubernetes", options = "", dryRun = ["dry-run"], lines }) => ({
    names,
    options: `${KUBE} ${options}`,
    dryRun,
    acts: [{ does: (run: Invocation) => released(provider, lines, run) }],
  }),
);

function released(provider: string, lines: Table, run: Invocation) {
  const draft = lineDraft(provider, lines, run, run);
  if (draft === undefined) return undefined;
  const local = /^(?:kind-|minikube|k3d-|docker-desktop|rancher-desktop|colima|orbstack)/.test(
    textOf(run.value("kube-context", "context")),
  );
  return local
    ? cloud(run, provider, draft.action, draft.resource, { ...draft, tags: [...(draft.tags ?? []), "local"] })
    : draft;
}
