import { DYNAMIC } from "../../model/effect.ts";
import type { Field, Stream } from "../shell/value.ts";
import { argumentsAfter, cloud, type View, viewOf } from "./cloud-table.ts";
import { isProduction } from "./cloud-words.ts";
import { runCompose, SOME } from "./containers-compose.ts";
import { execInside, runContainer } from "./containers-run.ts";
import type { Invocation, Program } from "./program.ts";
import { orEmpty, textOf } from "./text-of.ts";
import { isToken } from "./tokens.ts";

/** Letters of the sub-commands that only manage: `-f` is force or filter, `-v` volumes, `-a` all. */
const MANAGE_OPTIONS =
  "-f|--force -v|--volumes|--volume -l|--link -a|--all --filter= -t|--time|--timeout= -s|--signal= --no-prune --keep-storage= --reserved-space= --max-used-space= -q|--quiet -p|--password= -u|--username= --password-stdin --all-tags --disable-content-trust --replicas= -d|--detach --cert-expiry= --build --external --ignore --depend -i --latest --ca --dry-run";

const LIST_OPTIONS = "-f|--filter= -a|--all -q|--quiet -n|--last= -l|--latest -s|--size --format= --no-trunc";

/** docker(1), podman(1), nerdctl: one command tree; management words (`container rm`) and short ones (`rm`) are the same. */
export const DOCKER: readonly Program[] = [
  {
    names: ["docker", "nerdctl", "docker.io", "com.docker.cli"],
    options:
      "-H|--host= -c|--context= --config= -D|--debug -l|--log-level= --tls --tlscacert= --tlscert= --tlskey= --tlsverify -v|--version -n|--namespace= --address|-a= --snapshotter=",
    style: "posix",
    run: runDocker,
  },
  {
    names: ["podman", "podman-remote"],
    options:
      "--connection|-c= --url= --identity= --log-level= --root= --runroot= --runtime= --storage-driver= --storage-opt= --cgroup-manager= --events-backend= --remote|-r --noout -v|--version --module= --network-cmd-path= --tmpdir= --hooks-dir= --conmon=",
    style: "posix",
    run: runDocker,
  },
];

function runDocker(run: Invocation): Stream | undefined {
  const words = run.operands.map((field) => field.text);
  const managed =
    /^(?:container|image|volume|network|system|builder|buildx|service|stack|swarm|secret|config|node|context|pod|machine|plugin|manifest|trust|checkpoint)$/.test(
      orEmpty(words[0]),
    );
  const depth = managed ? 1 : 0;
  const sub = orEmpty(words[depth]);
  const group = managed ? orEmpty(words[0]) : groupOf(sub);
  const args = argumentsAfter(run, depth);
  if (words[0] === "compose") return runCompose(run, argumentsAfter(run, 0));
  if (args.some((field) => field.text === "--help")) return undefined;
  if (group === "container" && (sub === "run" || sub === "create")) return runContainer(run, args);
  if (group === "container" && sub === "exec") return execInside(run, args);
  if (group === "container" && sub === "cp") return copyInside(run, args);
  if (group === "machine" && sub === "ssh") return run.command(args.slice(1), { where: "remote", external: true });
  // A name or label chooses some; what is listed by its state, or without a filter, is all of that.
  if (/^(?:ps|ls|list|images)$/.test(sub)) {
    const filter = textOf(viewOf(args, { options: LIST_OPTIONS }).value("filter"));
    return /^(?:name|id|label|ancestor|network|volume|reference|publish)=/.test(filter) ? SOME : undefined;
  }
  if (sub === "inspect" && args.some((field) => /\.Env\b/.test(field.text)))
    run.emit({ kind: "environment", name: "*", value: "", action: "show" });
  const view = viewOf(args, { options: MANAGE_OPTIONS });
  if (view.has("dry-run")) return undefined;
  if (group === "login" && view.has("password-stdin")) handedOver(run);
  const found = manage(group, sub, view, words[depth + 1]);
  if (found === undefined) return undefined;
  const [action, resource, tags = []] = found;
  const everything = isEverything(view.operands) || tags.includes("all");
  const remote = textOf(run.value("host", "context", "url", "connection"));
  run.emit(
    cloud(run, "docker", action, resource, {
      name: textOf(view.operands[0]),
      all: everything,
      production: /prod/i.test(remote) || isProduction(run),
      tags: [...tags.filter((tag) => tag !== "all"), ...(view.has("force") ? ["forced"] : [])],
    }),
  );
  return undefined;
}

function groupOf(sub: string): string {
  if (/^(?:run|create|exec|rm|stop|kill|restart|pause|start|update|cp|attach|rename|commit|export)$/.test(sub))
    return "container";
  if (/^(?:rmi|images|push|pull|tag|save|load|import|build)$/.test(sub)) return "image";
  return sub;
}

/** `docker cp FILE CONTAINER:PATH` shows the file to whoever is in the container. */
function copyInside(run: Invocation, args: readonly Field[]): undefined {
  const [from, to] = viewOf(args, { options: "-a|--archive -L|--follow-link -q|--quiet" }).operands;
  if (from === undefined || to === undefined || !/^[\w.-]+:/.test(to.text) || /^[\w.-]+:/.test(from.text)) return;
  run.emit({ kind: "read", target: run.path(from), recursive: true, how: "content" });
}

type Found = readonly [action: string, resource: string, tags?: readonly string[]];

function manage(group: string, sub: string, view: View, object: string | undefined): Found | undefined {
  const prune = sub === "prune";
  const removes = /^(?:rm|remove|delete|rmi)$/.test(sub);
  const filtered = view.has("filter");
  switch (group) {
    case "container":
      if (prune) return ["prune", "container"];
      if (sub === "rm")
        return ["delete", "container", view.has("volumes") ? ["volumes"] : view.has("all") ? ["all"] : []];
      if (sub === "stop" || sub === "kill") return ["stop", "container", view.has("all") ? ["all"] : []];
      return undefined;
    case "image":
      if (prune) return ["prune", view.has("all") && !filtered ? "images" : "image"];
      if (removes) return ["delete", "image", view.has("all") ? ["all"] : []];
      return sub === "push" ? ["publish", "image"] : undefined;
    case "volume":
      return prune ? ["prune", "volume"] : removes ? ["delete", "volume"] : undefined;
    case "network":
      return prune || removes ? [prune ? "prune" : "delete", "network"] : undefined;
    case "builder":
    case "buildx":
      return prune ? ["prune", "build-cache"] : undefined;
    case "system":
      if (prune) return ["prune", view.has("volumes") ? "system-volumes" : view.has("all") ? "system-all" : "system"];
      return sub === "reset" ? ["purge", "system"] : undefined;
    case "swarm":
      return sub === "leave" ? ["delete", "swarm"] : undefined;
    case "service":
      if (removes) return ["delete", "service"];
      return (sub === "scale" && /=0$/.test(orEmpty(object))) || view.value("replicas")?.text === "0"
        ? ["scale-to-zero", "service"]
        : undefined;
    case "stack":
      return removes || sub === "down" ? ["delete", "stack"] : undefined;
    case "secret":
    case "config":
      return removes ? ["delete", group] : undefined;
    case "node":
      return removes ? ["delete", "node"] : undefined;
    case "pod":
      return prune
        ? ["prune", "container"]
        : removes
          ? ["delete", "container", view.has("all") ? ["all"] : []]
          : undefined;
    case "machine":
      return removes || sub === "reset" ? ["delete", "machine"] : undefined;
    case "login":
      return view.value("password") === undefined ? undefined : ["login", "registry", ["password-in-arguments"]];
    default:
      return undefined;
  }
}

/** `gh auth token | docker login --password-stdin`: the token goes from program to program and is not shown. */
function handedOver(run: Invocation): void {
  const { effects } = run.context;
  if (!run.stdin.taint.environment) return;
  const at = effects.findLastIndex(isToken);
  const token = effects[at];
  if (token !== undefined) effects[at] = { ...token, tags: [...token.tags, "captured"] };
}

/** `$(docker ps -aq)` and its like stand for all of them. */
function isEverything(operands: readonly Field[]): boolean {
  return operands.some((field) => field.taint.output && field.taint.narrowed !== true && field.text === DYNAMIC);
}
