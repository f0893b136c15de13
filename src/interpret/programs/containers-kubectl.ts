import { DYNAMIC } from "../../model/effect.ts";
import type { Field, Stream } from "../shell/value.ts";
import { argumentsAfter, cloud, viewOf } from "./cloud-table.ts";
import { isProduction } from "./cloud-words.ts";
import { changeKube, kindOf } from "./containers-kubernetes.ts";
import { inside } from "./containers-run.ts";
import { behind } from "./options.ts";
import type { Invocation, Program } from "./program.ts";
import { orEmpty, textOf } from "./text-of.ts";

// kubectl reference (v1.3x); oc adds its own words to the same tree.

const OPTIONS =
  "-n|--namespace= --context= --cluster= --kubeconfig= --user= -s|--server= --token= --as= --as-group= --as-uid= --certificate-authority= --client-certificate= --client-key= --insecure-skip-tls-verify --request-timeout= --tls-server-name= --cache-dir= --v= -v= --profile= --profile-output= --warnings-as-errors -f|--filename= -k|--kustomize= -R|--recursive -l|--selector= --field-selector= -o|--output= -A|--all-namespaces --all --force --grace-period= --cascade?= --wait?= --now --timeout= --ignore-not-found --dry-run?= --replicas= --current-replicas= --prune --prune-allowlist= --prune-whitelist= --overrides= --privileged --image= --restart= --rm -i|--stdin -t|--tty -c|--container= -p|--patch= --patch-file= --type= --subresource= -it --to-revision= --clusterrole= --role= --serviceaccount= --group= --from-literal= --from-file= --from-env-file= --duration= --audience= --delete-emptydir-data --delete-local-data --ignore-daemonsets --disable-eviction --pod-selector= --overwrite --server-side --field-manager= --show-labels --watch|-w --raw= --template= --sort-by= -L|--label-columns= --env|-e= --port= --expose --labels= --command --confirm --show-managed-fields --allow-missing-template-keys --record --save-config --applyset= --validate?= --chunk-size= --no-headers --tail= --since= --previous --limits= --requests= -q|--quiet --target= --profile-name= --max= --min= --cpu-percent= --name= --host= --address= --interactive";

const KUBECTL: Program = {
  names: ["kubectl", "oc", "k", "kubecolor", "kctl", "microk8s.kubectl"],
  options: OPTIONS,
  run: runKube,
};

export const KUBERNETES: readonly Program[] = [
  KUBECTL,
  {
    names: ["microk8s", "k3s", "k0s", "rke2"],
    style: "posix",
    options: "--data-dir|-d= --debug --config|-c=",
    run: (run) => {
      const [sub] = run.operands;
      if (sub?.text === "reset" || sub?.text === "uninstall")
        run.emit(cloud(run, "kubernetes", "delete", "local-cluster", { name: run.program, production: false }));
      if (sub !== undefined && /^(?:kubectl|ctr|crictl|helm|helm3)$/.test(sub.text))
        return run.command(run.operands, { external: true });
      return undefined;
    },
  },
  {
    names: ["kubectx", "kubens", "kustomize", "stern", "kubetail", "k9s", "kubeval", "kubeconform", "popeye"],
    style: "none",
    inert: true,
  },
];

function runKube(run: Invocation): Stream | undefined {
  const sub = textOf(run.operands[0]);
  if (run.has("dry-run") && run.value("dry-run")?.text !== "none") return undefined;
  switch (sub) {
    case "cnpg":
      // A plugin is a program of its own: `kubectl cnpg x` runs kubectl-cnpg (kubectl plugin reference).
      return run.command([{ ...(run.operands[0] as Field), text: `kubectl-${sub}` }, ...argumentsAfter(run, 0)], {
        external: true,
      });
    case "exec":
    case "rsh":
      return execPod(run, 1);
    case "debug":
      if (/^nodes?\//.test(textOf(run.operands[1])) || /sysadmin|netadmin/.test(textOf(run.value("profile"))))
        put(run, "privileged", "node", textOf(run.operands[1]));
      return execPod(run, 1);
    case "run":
      return runPod(run);
    case "cp":
      return copy(run);
    case "get":
    case "describe":
      if (sub === "get") readSecret(run);
      return undefined;
    case "extract":
      put(run, "read-secret", "secret", textOf(run.operands[1]));
      return undefined;
    case "delete":
      remove(run);
      return undefined;
    default:
      if (/^(?:apply|patch|replace|edit|set)$/.test(sub) && isProduction(run)) put(run, "apply", "workload", "");
      changeKube(run, sub, (action, resource, name, tags) => put(run, action, resource, name, tags));
      return undefined;
  }
}

function put(
  run: Invocation,
  action: string,
  resource: string,
  name: string,
  tags: readonly string[] = [],
  all = false,
): void {
  // A cluster that kind, minikube and their like keep on this machine is made anew with one command.
  const local =
    /^(?:kind-|minikube|k3d-|docker-desktop|docker-for-desktop|rancher-desktop|colima|orbstack|microk8s)/.test(
      textOf(run.value("context", "cluster")),
    );
  run.emit(cloud(run, "kubernetes", action, resource, { name, all, tags: local ? [...tags, "local"] : tags }));
}

/** What follows `--` runs in the pod; without it, what follows the pod (deprecated, still read). */
function execPod(run: Invocation, podAt: number): Stream | undefined {
  const end = run.parsed.endOfOptions;
  const command = end >= 0 ? run.args.slice(end + 1) : afterOptions(run.args.slice(behind(run.parsed, podAt)));
  return inside(run, command, undefined);
}

/** kubectl's own options between the pod and an undashed command. */
function afterOptions(fields: readonly Field[]): readonly Field[] {
  return viewOf(fields, { options: OPTIONS, style: "posix" }).operands;
}

function runPod(run: Invocation): Stream | undefined {
  const overrides = textOf(run.value("overrides"));
  if (
    run.has("privileged") ||
    /"?(?:privileged|hostPID|hostNetwork|hostIPC)"?\s*:\s*true|"?hostPath"?\s*:/.test(overrides)
  )
    put(run, "privileged", "pod", textOf(run.operands[1]));
  const end = run.parsed.endOfOptions;
  return end < 0 ? undefined : inside(run, run.args.slice(end + 1), undefined);
}

function copy(run: Invocation): undefined {
  const [from, to] = run.operands.slice(1);
  if (from === undefined || to === undefined) return;
  const isPod = (field: Field) => /^[^/.][^:]*:/.test(field.text);
  if (isPod(to) && !isPod(from)) run.emit({ kind: "read", target: run.path(from), recursive: true, how: "content" });
  if (isPod(from) && !isPod(to)) {
    run.emit({ kind: "write", target: run.path(to), how: "truncate" });
    if (/:\/?(?:var\/)?run\/secrets\b/.test(from.text)) put(run, "read-secret", "secret", from.text);
  }
}

/** Secrets are shown by an output form that holds their data; a plain list shows names only. */
function readSecret(run: Invocation): void {
  const kinds = textOf(run.operands[1])
    .split(",")
    .map((kind) => orEmpty(kind.split("/")[0]));
  const raw = run.value("raw")?.text;
  if (raw !== undefined && /\/secrets(?:\/|$)/.test(raw)) put(run, "read-secret", "secret", raw);
  if (!kinds.some((kind) => /^secrets?$/i.test(kind))) return;
  const output = textOf(run.value("output"));
  const shows =
    /^(?:yaml|json)$/.test(output) ||
    (/^(?:jsonpath|go-template|custom-columns|template)/.test(output) &&
      /(?<!meta)data\b|stringData|\{\s*[.@$]\s*\}/.test(output));
  if (shows || /(?<!meta)data\b/.test(textOf(run.value("template"))))
    put(run, "read-secret", "secret", textOf(run.operands[2]));
}

function remove(run: Invocation): void {
  const files = run.values("filename", "kustomize");
  const all = run.has("all") || run.has("all-namespaces");
  const tags = run.has("force") || run.value("grace-period")?.text === "0" || run.has("now") ? ["forced"] : [];
  const [, first, ...names] = run.operands;
  if (first === undefined) {
    if (files.length > 0) put(run, "delete", "manifest", textOf(files[0]), tags);
    return;
  }
  const kinds = first.text.includes("/") ? [first, ...names].map((field) => field.text) : first.text.split(",");
  const seen = new Set<string>();
  for (const kind of kinds) {
    // Names that another command prints, kind and all: as much as a manifest may hold.
    const resource = kind.startsWith(DYNAMIC) ? "manifest" : kindOf(orEmpty(kind.split("/")[0]));
    if (seen.has(resource)) continue;
    seen.add(resource);
    const name = kind.includes("/") ? orEmpty(kind.split("/")[1]) : textOf(names[0]);
    put(run, "delete", resource, name, tags, all);
  }
}
