import { hostTarget } from "../hosts.ts";
import type { Invocation } from "./program.ts";
import { orEmpty, textOf } from "./text-of.ts";

/** Kinds by every name that kubectl takes for them (`kubectl api-resources`). */
const KINDS: readonly (readonly [resource: string, names: RegExp])[] = [
  ["namespace", /^(?:namespaces?|ns|projects?|project\..*)$/],
  ["volume-claim", /^(?:persistentvolumeclaims?|pvcs?|volumeclaims?)$/],
  ["volume", /^(?:persistentvolumes?|pvs?|storageclass(?:es)?|sc|volumesnapshots?.*)$/],
  ["definition", /^(?:customresourcedefinitions?|crds?|apiservices?)(?:\..*)?$/],
  ["node", /^(?:nodes?|no|machines?|machinesets?|nodepools?)$/],
  [
    "workload",
    /^(?:deployments?|deploy|statefulsets?|sts|daemonsets?|ds|replicasets?|rs|replicationcontrollers?|rc|deploymentconfigs?|dc|all)(?:\..*)?$/,
  ],
  ["service", /^(?:services?|svc|ingress(?:es)?|ing|routes?|gateways?|httproutes?|ingressclass(?:es)?)(?:\..*)?$/],
  ["secret", /^(?:secrets?|sealedsecrets?|externalsecrets?)(?:\..*)?$/],
  [
    "access",
    /^(?:cluster)?role(?:binding)?s?(?:\..*)?$|^(?:serviceaccounts?|sa|users?|groups?|scc|securitycontextconstraints)$/,
  ],
  [
    "admission",
    /^(?:(?:validating|mutating)webhookconfigurations?|validatingadmissionpolic.*|networkpolic(?:y|ies)|netpol|podsecuritypolic.*|psp|clusterpolic.*|constraint.*)$/,
  ],
  ["pod", /^(?:pods?|po)$/],
  ["job", /^(?:jobs?|cronjobs?|cj|builds?|pipelineruns?|taskruns?|workflows?)$/],
  [
    "config",
    /^(?:configmaps?|cm|events?|ev|endpoints?|ep|leases?|limitranges?|hpa|horizontalpodautoscalers?|pdb|poddisruptionbudgets?|resourcequotas?|quota)$/,
  ],
];

export function kindOf(kind: string): string {
  const name = kind.toLowerCase();
  return KINDS.find(([, names]) => names.test(name))?.[0] ?? "custom-resource";
}

type Put = (action: string, resource: string, name: string, tags?: readonly string[]) => void;

/** What kubectl's other verbs change. */
export function changeKube(run: Invocation, sub: string, put: Put): void {
  const [, first, second, third] = run.operands.map((field) => field.text);
  const name = orEmpty(first);
  switch (sub) {
    case "drain":
      put("evict", "node", name);
      return;
    case "cordon":
      put("cordon", "node", name);
      return;
    case "scale":
      if (run.value("replicas")?.text === "0") put("scale-to-zero", "workload", name);
      return;
    case "replace":
      if (run.has("force")) put("delete", "manifest", textOf(run.value("filename")), ["forced"]);
      return;
    case "create":
    case "apply":
      for (const field of run.values("filename"))
        if (/^https?:/.test(field.text)) run.emit({ kind: "fetch", target: hostTarget(field.text), method: "GET" });
      if (sub === "create") created(run, put);
      else if (run.has("prune")) put("prune", "manifest", textOf(run.value("filename")));
      return;
    case "patch": {
      const patch = textOf(run.value("patch"));
      if (/finalizers/.test(patch)) put("modify", "finalizer", `${name} ${orEmpty(second)}`.trim());
      else if (/"?replicas"?\s*:\s*0\b/.test(patch)) put("scale-to-zero", "workload", name);
      else if (/"?(?:privileged|hostPID|hostNetwork)"?\s*:\s*true|cluster-admin/.test(patch))
        put("privileged", "pod", name);
      return;
    }
    case "taint":
      if (run.operands.some((field) => /:NoExecute$/.test(field.text)))
        put("evict", "node", orEmpty(second), ["taint"]);
      return;
    case "edit":
      put("modify", "manifest", name, ["by-hand"]);
      return;
    case "rollout":
      if (first === "undo") put("rollback", "workload", orEmpty(second));
      if (first === "restart") put("restart", "workload", orEmpty(second));
      return;
    case "adm":
      if (first === "drain") put("evict", "node", orEmpty(second));
      if (first === "policy" && /^add-(?:cluster-role|scc)-to/.test(orEmpty(second)))
        put("grant", /cluster-admin|privileged|anyuid/.test(orEmpty(third)) ? "admin" : "access", orEmpty(third));
      if (first === "prune") put("prune", "image", orEmpty(second));
      return;
    case "config":
      if (/^(?:delete-context|delete-cluster|delete-user|unset)$/.test(name)) put("delete", "context", orEmpty(second));
      if (name === "view" && run.args.some((field) => field.text === "--raw"))
        put("read-secret", "credential", "kubeconfig");
      return;
    case "whoami":
      if (run.args.some((field) => field.text === "-t" || field.text === "--show-token"))
        put("read-secret", "credential", "token");
      return;
    case "proxy":
      if (/^0\.0\.0\.0|^\*|^::$/.test(textOf(run.value("address")))) put("expose", "cluster", "proxy");
      return;
  }
}

function created(run: Invocation, put: Put): void {
  const [, first, second] = run.operands.map((field) => field.text);
  const name = orEmpty(first);
  if (first === "token") put("grant", "credential", orEmpty(second));
  if (/^(?:cluster)?rolebinding$/.test(name))
    put(
      "grant",
      /^(?:cluster-admin|admin)$/.test(textOf(run.value("clusterrole"))) ? "admin" : "access",
      orEmpty(second),
      ["minor"],
    );
}
