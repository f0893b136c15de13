import { DYNAMIC } from "../../model/effect.ts";
import { CLEAN, type Field, type Stream, textStream } from "../shell/value.ts";
import { cloud, type View, viewOf } from "./cloud-table.ts";
import { isProduction } from "./cloud-words.ts";
import { COMPOSE_RUN_OPTIONS, execInside, runContainer } from "./containers-run.ts";
import { behind } from "./options.ts";
import type { Invocation, Program } from "./program.ts";

// docker compose reference; docker-compose 1.x and podman-compose read the same.

const GLOBAL =
  "-f|--file= -p|--project-name= --profile= --env-file= --project-directory= --ansi= --parallel= --progress= --compatibility --dry-run --all-resources --verbose -c|--context= -H|--host= --tls --workdir= --podman-path= --podman-args=";

const DOWN = "-v|--volumes --rmi= --remove-orphans -t|--timeout= -f|--force -s|--stop -a|--all";

/** Names of some containers, which are not known, but surely not those of all. */
export const SOME = textStream(`${DYNAMIC}x\n`, { ...CLEAN, output: true });

export const COMPOSE: readonly Program[] = [
  { names: ["docker-compose", "podman-compose"], style: "none", run: (run) => runCompose(run, run.args) },
];

export function runCompose(run: Invocation, args: readonly Field[]): Stream | undefined {
  const outer = viewOf(args, { options: GLOBAL, style: "posix" });
  const [sub] = outer.operands;
  if (sub === undefined || outer.has("dry-run") || args.some((field) => field.text === "--help")) return undefined;
  const rest = args.slice(behind(outer.parsed, 0));
  switch (sub.text) {
    case "run":
      return runContainer(run, rest, COMPOSE_RUN_OPTIONS);
    case "exec":
      return execInside(run, rest);
    case "ps":
      return SOME;
    case "down": {
      const view = viewOf(rest, { options: DOWN });
      const kept = isForTests(outer) ? ["temporary"] : [];
      if (view.has("volumes")) emit(run, "delete", "volume", ["compose", ...kept], true);
      if (isProduction(run)) emit(run, "stop", "project", ["compose"], true);
      if (view.value("rmi")?.text === "all") emit(run, "delete", "image", ["compose"], true);
      return undefined;
    }
    case "rm": {
      const view = viewOf(rest, { options: DOWN });
      if (view.has("volumes")) emit(run, "delete", "volume", ["compose"], view.operands.length === 0);
      return undefined;
    }
    default:
      return undefined;
  }
}

/** A project or a file whose name says that tests make it: its volumes are made anew each time. */
function isForTests(view: View): boolean {
  const names = [...view.values("file"), ...view.values("project-name")].map((field) => field.text);
  return names.some((name) => /(?:^|[./_-])(?:tests?|testing|e2e|ci|integration)(?:[./_-]|$)/i.test(name));
}

function emit(run: Invocation, action: string, resource: string, tags: readonly string[], all: boolean): void {
  run.emit(cloud(run, "docker", action, resource, { all, tags, production: isProduction(run) }));
}
