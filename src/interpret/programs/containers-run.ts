import type { Effect } from "../../model/effect.ts";
import { type Field, opaqueStream, type Stream } from "../shell/value.ts";
import { cloud, fieldLike, type View, viewOf } from "./cloud-table.ts";
import type { Invocation } from "./program.ts";
import { orEmpty } from "./text-of.ts";

// docker-run(1), podman-run(1), nerdctl: options stand before the image, what follows it is the command inside.

const RUN_OPTIONS =
  "-a|--attach= --add-host= --annotation= --arch= --attach= --authfile= --blkio-weight= --blkio-weight-device= --cap-add= --cap-drop= --cgroup-conf= --cgroup-parent= --cgroupns= --cgroups= --cidfile= --conmon-pidfile= --cpu-count= --cpu-percent= --cpu-period= --cpu-quota= --cpu-rt-period= --cpu-rt-runtime= -c|--cpu-shares= --cpus= --cpuset-cpus= --cpuset-mems= --creds= -d|--detach --detach-keys= --device= --device-cgroup-rule= --device-read-bps= --device-read-iops= --device-write-bps= --device-write-iops= --disable-content-trust --dns= --dns-option|--dns-opt= --dns-search= --domainname= --entrypoint= -e|--env= --env-file= --env-host --expose= --gpus= --group-add= --health-cmd= --health-interval= --health-retries= --health-start-period= --health-start-interval= --health-timeout= --hostname|-h= --init --init-path= -i|--interactive --ip= --ip6= --ipc= --isolation= --kernel-memory= -l|--label= --label-file= --link= --link-local-ip= --log-driver= --log-opt= --mac-address= -m|--memory= --memory-reservation= --memory-swap= --memory-swappiness= --mount= --name= --network|--net= --network-alias|--net-alias= --no-healthcheck --oom-kill-disable --oom-score-adj= --os= --passwd-entry= --pid= --pids-limit= --platform= --pod= --pod-id-file= --privileged -p|--publish= -P|--publish-all --pull= -q|--quiet --read-only --replace --requires= --restart= --rm --rmi --rootfs --runtime= --sdnotify= --seccomp-policy= --secret= --security-opt= --shm-size= --sig-proxy?= --stop-signal= --stop-timeout= --storage-opt= --subgidname= --subuidname= --sysctl= --systemd= --timeout= --tls-verify?= --tmpfs= -t|--tty --tz= --uidmap= --gidmap= --ulimit= --umask= --unsetenv= --use-api-socket -u|--user= --userns= --uts= -v|--volume= --volume-driver= --volumes-from= -w|--workdir= --namespace= --snapshotter= --variant=";

const EXEC_OPTIONS =
  "-d|--detach --detach-keys= -e|--env= --env-file= -i|--interactive -t|--tty --privileged -u|--user= -w|--workdir= --preserve-fds= -l|--latest -T|--no-TTY|--no-tty --index= --cidfile=";

export const COMPOSE_RUN_OPTIONS =
  "--build -b|--build-arg= --cap-add= --cap-drop= -d|--detach --entrypoint= -e|--env= --env-from-file= -i|--interactive -l|--label= --name= -T|--no-TTY|--no-tty --no-deps -p|--publish= --pull= -q|--quiet --quiet-build --quiet-pull --remove-orphans --rm -P|--service-ports --use-aliases -u|--user= -v|--volume= -w|--workdir=";

export interface Mount {
  readonly host: Field;
  readonly inside: string;
  readonly readOnly: boolean;
}

/** Options that take away what keeps a container apart from its host. Docker reference, "Runtime privilege and Linux capabilities". */
const DANGEROUS_CAPABILITIES =
  /^(?:CAP_)?(?:ALL|SYS_ADMIN|SYS_MODULE|SYS_RAWIO|SYS_BOOT|DAC_READ_SEARCH|SYS_TIME|MAC_ADMIN|MAC_OVERRIDE|BPF|SYSLOG)$/i;

export function runContainer(run: Invocation, args: readonly Field[], syntax = RUN_OPTIONS): Stream | undefined {
  const view = viewOf(args, { options: syntax, style: "posix" });
  const provider = run.program === "podman" ? "podman" : "docker";
  const apart = (resource: string, name: string) =>
    run.emit(cloud(run, provider, "privileged", resource, { name, production: false }));
  const privileged = view.has("privileged") && view.value("privileged")?.text !== "false";
  if (privileged) apart("container", "--privileged");
  for (const field of view.values("cap-add"))
    if (DANGEROUS_CAPABILITIES.test(field.text)) apart("capability", field.text);
  for (const field of view.values("security-opt"))
    if (/unconfined|label[:=]disable|systempaths=unconfined/.test(field.text)) apart("confinement", field.text);
  for (const option of ["pid", "ipc", "uts", "userns", "cgroupns"] as const)
    if (view.value(option)?.text === "host")
      apart(option === "pid" ? "host-pid" : "host-namespace", `--${option}=host`);
  if (view.value("network")?.text === "host") apart("host-network", "--network=host");
  for (const field of view.values("device")) if (isDisk(field.text)) apart("host-device", field.text);
  const mounts = mountsOf(view);
  for (const mount of mounts) {
    const target = run.path(mount.host);
    if (isSocket(target.path)) apart("engine-socket", target.path);
    else if (target.scope === "root") apart(mount.readOnly ? "host-root-read" : "host-root", target.path);
    else if (["system", "system-root"].includes(target.scope) && !isHarmlessMount(target.path, mount.readOnly))
      apart("host-system", target.path);
    else if (["home-root", "other-home"].includes(target.scope) && !mount.readOnly) apart("host-home", target.path);
    else if (target.classes.some((name) => /^(?:private-key|ssh|cloud-credentials|token-file)$/.test(name)))
      run.emit({ kind: "read", target, recursive: true, how: "content", tags: ["mounted"] });
    else if (target.scope === "device" && isDisk(target.path)) apart("host-device", target.path);
  }
  const [image, ...rest] = view.operands;
  const entry = view.value("entrypoint");
  if (image === undefined) return undefined;
  const command = entry !== undefined && entry.text !== "" ? [entry, ...rest] : rest;
  return inside(run, command, view.value("workdir")?.text, mounts, volumesOf(view));
}

/** Runs a command inside a container; what it deletes or writes below a mount happens on the host. */
export function inside(
  run: Invocation,
  command: readonly Field[],
  workdir: string | undefined,
  mounts: readonly Mount[] = [],
  volumes: readonly Volume[] = [],
): Stream | undefined {
  if (command.length === 0) return undefined;
  const from = run.context.effects.length;
  const printed = run.command(command, { where: "container", external: true, cwd: workdir ?? mounts[0]?.inside });
  if (volumes.length > 0) for (const effect of run.context.effects.slice(from)) emptied(run, effect, volumes);
  if (mounts.length > 0) for (const effect of run.context.effects.slice(from)) onHost(run, effect, mounts);
  return printed ?? opaqueStream();
}

function onHost(run: Invocation, effect: Effect, mounts: readonly Mount[]): void {
  if ((effect.kind !== "delete" && effect.kind !== "write") || effect.where !== "container") return;
  const path = effect.target.path;
  const mount = mounts
    .filter(({ inside: at, readOnly }) => !readOnly && (path === at || path.startsWith(at === "/" ? "/" : `${at}/`)))
    .sort((a, b) => b.inside.length - a.inside.length)[0];
  if (mount === undefined) return;
  const below = path.slice(mount.inside === "/" ? 0 : mount.inside.length);
  const target = run.path({
    ...fieldLike(mount.host, mount.host.text.replace(/\/$/, "") + below || "/"),
    glob: effect.target.glob,
  });
  if (effect.kind === "delete")
    run.emit({ kind: "delete", target, recursive: effect.recursive, how: effect.how, tags: ["mounted"] });
  else run.emit({ kind: "write", target, how: effect.how, content: effect.content, tags: ["mounted"] });
}

function mountsOf(view: View): readonly Mount[] {
  const mounts: Mount[] = [];
  for (const field of view.values("volume")) {
    const parts = field.text.split(":");
    if (/^[A-Za-z]$/.test(orEmpty(parts[0])) && /^[\\/]/.test(orEmpty(parts[1])))
      parts.splice(0, 2, `${parts[0]}:${parts[1]}`);
    const [host = "", at = "", mode = ""] = parts;
    if (parts.length > 1 && /^[/.~]|^[A-Za-z]:|\uFFFC/.test(host))
      mounts.push({ host: fieldLike(field, host), inside: trimmed(at), readOnly: /(?:^|,)ro(?:,|$)/.test(mode) });
  }
  for (const field of view.values("mount")) {
    const keys = new Map(
      field.text.split(",").map((part) => [orEmpty(part.split("=")[0]), part.split("=").slice(1).join("=")]),
    );
    const host = keys.get("source") ?? keys.get("src");
    const at = keys.get("target") ?? keys.get("dst") ?? keys.get("destination");
    if (keys.get("type") === "bind" && host !== undefined && at !== undefined)
      mounts.push({
        host: fieldLike(field, host),
        inside: trimmed(at),
        readOnly: keys.has("readonly") || keys.has("ro"),
      });
  }
  return mounts;
}

interface Volume {
  readonly name: string;
  readonly inside: string;
}

/** Named volumes: the engine keeps their data when the container is gone. */
function volumesOf(view: View): readonly Volume[] {
  return view
    .values("volume")
    .map((field) => field.text.split(":"))
    .filter(([name = "", at = ""]) => /^[\w][\w.-]+$/.test(name) && at.startsWith("/"))
    .map(([name = "", at = ""]) => ({ name, inside: trimmed(at) }));
}

function emptied(run: Invocation, effect: Effect, volumes: readonly Volume[]): void {
  if (effect.kind !== "delete" || effect.where !== "container" || !effect.recursive) return;
  const whole = effect.target.path.replace(/\/(?:\.?\*+|\.\[!\.\]\*)$/, "");
  const volume = volumes.find(({ inside: at }) => at === whole);
  if (volume !== undefined)
    run.emit(cloud(run, "docker", "delete", "volume", { name: volume.name, production: false }));
}

function trimmed(path: string): string {
  return path.length > 1 ? path.replace(/\/+$/, "") : path;
}

function isDisk(path: string): boolean {
  return /^\/dev\/(?:sd[a-z]|nvme|vd[a-z]|xvd|hd[a-z]|mmcblk|mem\b|kmem|disk|dm-|mapper|loop)/.test(path);
}

function isSocket(path: string): boolean {
  return /(?:docker|podman|containerd|crio|cri-dockerd)\.sock$|^\/(?:var\/)?run\/(?:docker|containerd)$/.test(path);
}

/** Time zone, name resolution, devices of graphics and certificates are shown to containers every day. */
function isHarmlessMount(path: string, readOnly: boolean): boolean {
  if (/^\/etc\/(?:localtime|timezone|hosts|resolv\.conf|hostname|ssl\/certs|ca-certificates|machine-id)/.test(path))
    return true;
  if (
    /^\/(?:srv|opt|mnt|media|data|Volumes|var\/(?:log|lib\/(?!docker|kubelet|containerd)|www|cache|opt))(?:\/.+)/.test(
      path,
    )
  )
    return true;
  return (
    readOnly &&
    !/^\/(?:etc\/?$|etc\/(?:shadow|sudoers|ssh|kubernetes|ssl\/private)|root|proc|var\/lib\/(?:docker|kubelet))/.test(
      path,
    )
  );
}

export function execInside(run: Invocation, args: readonly Field[], syntax = EXEC_OPTIONS): Stream | undefined {
  const view = viewOf(args, { options: syntax, style: "posix" });
  if (view.has("privileged")) run.emit(cloud(run, "docker", "privileged", "container", { name: "exec --privileged" }));
  return inside(run, view.operands.slice(view.has("latest") ? 0 : 1), view.value("workdir")?.text);
}
