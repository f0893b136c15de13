import { isObject, type Json, type JsonObject } from "../../model/json.ts";
import { argument, flag, type Tool, textAt, valueAt } from "./call.ts";

const KUBERNETES = /^(?:kubernetes|k8s|kubectl|kube|openshift|oc)$/;
const KINDS =
  /^(?:pods?|namespaces?|deployments?|services?|svc|nodes?|statefulsets?|daemonsets?|jobs?|cronjobs?|configmaps?|secrets?|ingress(?:es)?|pvcs?|pvs?|persistentvolumes?|persistentvolumeclaims?|crds?|resources?|roles?|clusterroles?)$/;
const SUBS =
  /^(?:delete|scale|drain|cordon|uncordon|rollout|patch|apply|create|replace|taint|expose|edit|label|annotate)$/;

/** The kubectl command line that a cluster server's tool stands for. */
export function kubectlLine(at: Tool, args: JsonObject): readonly string[] | undefined {
  const all = [...at.serverWords, ...at.words];
  if (
    !all.some((word) => KUBERNETES.test(word)) &&
    !/^(?:pods?|namespaces?|resources)[_-](?:delete|exec)$/.test(at.name)
  )
    return undefined;
  if (all.includes("helm")) return undefined;
  const operation = argument(args, "operation", "command", "sub_command", "verb");
  const words = [...at.words, ...(operation === undefined ? [] : [operation])];
  const sub = words.find((word) => SUBS.test(word)) ?? (words.includes("remove") ? "delete" : undefined);
  if (sub === undefined) return undefined;
  const kind =
    argument(args, "resource_type", "kind", "resource", "type") ?? at.words.find((word) => KINDS.test(word)) ?? "";
  const name = argument(
    args,
    "name",
    "resource_name",
    "pod_name",
    "deployment_name",
    "node_name",
    "pod",
    "node",
    "deployment",
  );
  const plain = kind.toLowerCase();
  const ownName = /^(?:namespaces?|nodes?)$/.test(plain) ? (name ?? argument(args, "namespace", "node")) : name;
  const file = argument(args, "filename", "manifest_path", "file");
  const place = /^namespaces?$/.test(plain) ? undefined : argument(args, "namespace", "ns");
  const target =
    sub === "drain" || sub === "cordon" || sub === "uncordon"
      ? [ownName]
      : file !== undefined
        ? ["-f", file]
        : [plain, ownName];
  const replicas = argument(args, "replicas");
  return [
    "kubectl",
    sub,
    ...(sub === "rollout" ? [argument(args, "sub_command", "action") ?? "status"] : []),
    ...target.filter((word) => word !== undefined && word !== ""),
    ...(place === undefined ? [] : ["-n", place]),
    ...option("-l", argument(args, "label_selector", "selector", "labels")),
    ...option("--context", argument(args, "context", "cluster")),
    ...switches(valueAt(args, "flags", "options")),
    ...(flag(args, "all_namespaces") ? ["--all-namespaces"] : []),
    ...(flag(args, "all") ? ["--all"] : []),
    ...(flag(args, "force") ? ["--force"] : []),
    ...(flag(args, "dry_run") ? ["--dry-run=client"] : []),
    ...(replicas === undefined ? [] : [`--replicas=${replicas}`]),
  ] as readonly string[];
}

export function helmLine(at: Tool, args: JsonObject): readonly string[] | undefined {
  const all = [...at.serverWords, ...at.words];
  if (!all.includes("helm") || !at.words.some((word) => /^(?:uninstall|delete|remove)$/.test(word))) return undefined;
  const name = textAt(args, "name", "release", "release_name");
  return ["helm", "uninstall", name, ...option("-n", argument(args, "namespace"))];
}

const DOCKER = /^(?:docker|podman|compose)$/;

/** The docker command line that a container server's tool stands for. */
export function dockerLine(at: Tool, args: JsonObject): readonly string[] | undefined {
  const all = [...at.serverWords, ...at.words];
  if (!all.some((word) => DOCKER.test(word))) return undefined;
  const has = (...list: readonly string[]) => list.some((word) => at.words.includes(word));
  const name = textAt(args, "container_id", "container", "image", "volume", "volume_name", "network", "name", "id");
  const force = flag(args, "force") ? ["-f"] : [];
  const volumes = flag(args, "volumes", "remove_volumes", "v") ? ["-v"] : [];
  if (has("prune")) {
    const kind =
      ["system", "volume", "image", "container", "network"].find((word) => has(word, `${word}s`)) ?? "system";
    return [
      "docker",
      kind,
      "prune",
      "-f",
      ...(flag(args, "all") ? ["-a"] : []),
      ...(volumes.length > 0 && kind === "system" ? ["--volumes"] : []),
    ];
  }
  if (has("down")) return ["docker", "compose", "down", ...volumes];
  if (has("remove", "delete", "rm")) {
    if (has("volume", "volumes")) return ["docker", "volume", "rm", ...force, name];
    if (has("network")) return ["docker", "network", "rm", name];
    if (has("image", "images", "rmi")) return ["docker", "rmi", ...force, name];
    return ["docker", "rm", ...force, ...volumes, name];
  }
  if (has("run", "create") && !has("network", "volume", "image")) {
    const mounts = texts(valueAt(args, "volumes", "binds", "mounts")).flatMap((mount) => ["-v", mount]);
    return [
      "docker",
      "run",
      ...(flag(args, "privileged") ? ["--privileged"] : []),
      ...mounts,
      argument(args, "image") ?? "image",
    ];
  }
  return undefined;
}

function option(name: string, value: string | undefined): readonly string[] {
  return value === undefined ? [] : [name, value];
}

/** `{all: true, "grace-period": 0}`: the command line's own options, by name. */
function switches(value: Json | undefined): readonly string[] {
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, at]) =>
    at === false || typeof at === "object" ? [] : [at === true || at === "" ? `--${name}` : `--${name}=${at}`],
  );
}

/** `["/:/host"]` or `{"/": {"bind": "/host"}}`. */
function texts(value: Json | undefined): readonly string[] {
  if (Array.isArray(value)) return value.filter((item): item is string => typeof item === "string");
  if (!isObject(value)) return [];
  return Object.entries(value).map(([from, to]) => `${from}:${typeof to === "string" ? to : "/mnt"}`);
}
