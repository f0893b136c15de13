import type { Field, Stream } from "../shell/value.ts";
import { type Table, table, tableActs } from "./cloud-table.ts";
import { inside } from "./containers-run.ts";
import { behind } from "./options.ts";
import type { Invocation, Program } from "./program.ts";
import { textOf } from "./text-of.ts";

interface Machine {
  readonly names: readonly string[];
  readonly provider: string;
  readonly options: string;
  readonly lines: Table;
  readonly run?: (run: Invocation) => Stream | undefined;
  readonly style?: "posix";
}

/** Virtual machines and local clusters, and what runs containers below an engine. */
const MACHINES: readonly Machine[] = [
  {
    names: ["kind"],
    provider: "kind",
    options: "--name= --kubeconfig= -q -v= -A|--all",
    lines: table("delete local-cluster: delete cluster|clusters"),
  },
  {
    names: ["minikube"],
    provider: "minikube",
    options: "-p|--profile= --all --purge -n= --alsologtostderr -v= --native-ssh",
    lines: table("delete local-cluster +purged: delete --purge\ndelete local-cluster: delete"),
    run: (run) => {
      const [sub] = run.operands;
      const end = run.parsed.endOfOptions;
      if (sub?.text === "kubectl" && end >= 0 && sub !== undefined)
        return run.command([{ ...sub, text: "kubectl" }, ...run.args.slice(end + 1)], { external: true });
      if (sub?.text === "ssh") return inside(run, afterDashes(run, 1), undefined);
      return undefined;
    },
  },
  {
    names: ["k3d", "ctlptl"],
    provider: "k3d",
    options: "-a|--all -c|--config= -f= --cascade=",
    lines: table("delete local-cluster: cluster delete|rm, delete"),
  },
  {
    names: ["colima", "lima", "limactl", "orb", "orbctl", "rdctl"],
    provider: "machine",
    options: "-p|--profile= -f|--force --tty?= -y --all|-a -w|--workdir= -u|--user= -m|--machine= -d|--data",
    lines: table("delete machine: delete|rm|remove|reset|prune|factory-reset"),
    run: (run) => sshLike(run, /^(?:ssh|shell|run|exec)$/),
  },
  {
    names: ["multipass"],
    provider: "multipass",
    options: "-p|--purge --all -v -n|--name= -d|--working-directory= --timeout= -t=",
    lines: table(
      "purge machine: delete --purge, delete -p, purge\ndelete machine +recoverable: delete\nmodify machine: restore",
    ),
    run: (run) => sshLike(run, /^exec$/),
  },
  {
    names: ["vagrant"],
    provider: "vagrant",
    options: "-f|--force --no-parallel --parallel -c|--command= -g|--graceful --provision --all --machine-readable",
    lines: table(
      "delete machine +unattended: destroy --force\ndelete machine: destroy\ndelete image: box remove|prune\ndelete backup: snapshot delete\nmodify machine +minor: snapshot restore|pop",
    ),
    run: (run) => {
      const code = run.value("c");
      return run.operands[0]?.text === "ssh" && code !== undefined
        ? run.shell(code.text, { source: "inline", span: code.span, changes: { where: "container" } })
        : undefined;
    },
  },
  {
    names: ["virsh"],
    provider: "libvirt",
    options:
      "-c|--connect= -q -r --remove-all-storage --wipe-storage --storage= --nvram --managed-save --snapshots-metadata --delete-snapshots --domain= --pool= --graceful --disable",
    lines: table(`
purge machine: undefine --remove-all-storage, undefine --wipe-storage, undefine --storage
delete machine: undefine
delete volume: vol-delete|vol-wipe, pool-delete
delete backup: snapshot-delete
modify machine +minor: snapshot-revert
stop machine +minor: destroy|shutdown|reboot|reset
delete network: net-undefine
stop network +minor: net-destroy, pool-destroy, pool-undefine
`),
  },
  {
    names: ["VBoxManage", "vboxmanage"],
    provider: "virtualbox",
    options: "--delete --delete-all",
    lines: table(
      "purge machine: unregistervm --delete, unregistervm --delete-all\ndelete volume: closemedium * * --delete, closemedium * --delete, mediumio\ndelete backup: snapshot * delete\nmodify machine +minor: snapshot * restore\nstop machine +minor: controlvm * poweroff",
    ),
  },
  {
    names: ["vmrun", "prlctl", "tart", "utmctl", "govc", "qm", "pct", "xe"],
    provider: "hypervisor",
    options: "-T= -u= -h= -p= --purge?= --destroy-unreferenced-disks?= --force",
    lines: table(
      "delete machine: deleteVM|deletevm|delete|destroy|vm.destroy|vm-destroy|vm-uninstall\ndelete backup: deleteSnapshot|deletesnapshot|delsnapshot|snapshot.remove|snapshot-delete\ndelete volume: datastore.rm",
    ),
  },
  {
    names: ["lxc", "incus"],
    provider: "lxc",
    options:
      "-f|--force --project= -q -v --debug --cwd= --user= --env= -T|--force-noninteractive -t|--force-interactive",
    style: "posix",
    lines: table(
      "delete machine: delete|rm\ndelete volume: storage delete, storage volume delete|rm\ndelete network +minor: network delete|rm\ndelete image +minor: image delete|rm\ndelete project: project delete|rm\ndelete cluster: cluster remove\nprivileged container: config set @security.privileged*",
    ),
    run: (run) => (run.operands[0]?.text === "exec" ? inside(run, afterDashes(run, 2), undefined) : undefined),
  },
  {
    names: ["lxc-destroy"],
    provider: "lxc",
    options: "-n|--name= -f|--force -s|--snapshots -P=",
    lines: table("delete machine: --name, @*"),
  },
  {
    names: ["machinectl"],
    provider: "systemd",
    options: "-q -l -M= -H= --uid= --setenv|-E=",
    lines: table("delete machine: remove\nstop machine +minor: terminate|poweroff|kill|reboot"),
    run: (run) => (run.operands[0]?.text === "shell" ? inside(run, afterDashes(run, 2), undefined) : undefined),
  },
  {
    names: ["crictl"],
    provider: "containerd",
    options: "-r|--runtime-endpoint= -i|--image-endpoint= -t|--timeout= -D -c|--config= -a|--all -f|--force --prune -q",
    lines: table(
      "prune images: rmi --prune, rmi --all\ndelete container +all: rm --all, rmp --all, rm -fa\ndelete container: rm, rmp\ndelete image: rmi\nstop container: stop, stopp",
    ),
    run: (run) => (run.operands[0]?.text === "exec" ? inside(run, afterDashes(run, 2), undefined) : undefined),
  },
  {
    names: ["ctr"],
    provider: "containerd",
    options: "-n|--namespace= -a|--address= --debug --timeout= -f|--force",
    lines: table(
      "delete container: containers|container|c delete|del|rm|remove\ndelete image: images|image|i delete|del|rm|remove\ndelete volume: snapshots|snapshot delete|rm|remove\ndelete namespace: namespaces|namespace|ns delete|rm|remove\nstop container: tasks|task|t kill|delete",
    ),
  },
  {
    names: ["buildah"],
    provider: "docker",
    options: "-a|--all -f|--force -p|--prune",
    lines: table(
      "prune images: rmi --all, rmi --prune, prune --all\ndelete image: rmi\nprune image: prune\ndelete container +all: rm --all\ndelete container +minor: rm|delete",
    ),
    run: (run) => (run.operands[0]?.text === "run" ? inside(run, afterDashes(run, 2), undefined) : undefined),
  },
  {
    names: ["skopeo", "crane", "regctl", "oras"],
    provider: "registry",
    options: "--creds= --authfile= --tls-verify?= -u= -p= --platform= -f|--force --all",
    lines: table(
      "delete registry-image: delete, tag rm|delete, manifest rm|delete, image delete, repo delete, blob delete",
    ),
  },
];

export const MACHINE_ROWS: readonly Program[] = MACHINES.map(({ names, provider, options, lines, run, style }) => ({
  names,
  options,
  dryRun: ["dry-run"],
  acts: tableActs(provider, lines),
  ...(style === undefined ? {} : { style }),
  ...(run === undefined ? {} : { run }),
}));

/** What follows `--`, else the words from that operand on with options of their own. With posix reading `--` is an operand itself. */
function afterDashes(run: Invocation, skip: number): readonly Field[] {
  const { endOfOptions } = run.parsed;
  const rest = run.args.slice(endOfOptions >= 0 ? endOfOptions + 1 : behind(run.parsed, skip) - 1);
  return rest[0]?.text === "--" ? rest.slice(1) : rest;
}

function sshLike(run: Invocation, subs: RegExp): Stream | undefined {
  const sub = textOf(run.operands[0]);
  if (!subs.test(sub)) return undefined;
  const named = !/^(?:orb|orbctl|colima)$/.test(run.name);
  return inside(run, afterDashes(run, named ? 2 : 1), undefined);
}
