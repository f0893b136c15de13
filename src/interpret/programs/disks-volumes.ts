import type { Draft } from "../context.ts";
import type { Field } from "../shell/value.ts";
import type { Invocation, Program } from "./program.ts";
import { textOf } from "./text-of.ts";

/** Volumes, pools and snapshots: lvm(8), mdadm(8), zfs(8), btrfs(8), diskutil(8), tmutil(8), snapper(8). */
export const MOUNTED: readonly Program[] = [
  {
    names: ["lvremove", "vgremove", "pvremove", "lvreduce", "vgreduce"],
    options: "-f|--force -y|--yes -t|--test -L= -l= -n= -r -S= -A= -v -q --noudevsync",
    dryRun: "test",
    acts: [{ does: volume }],
  },
  { names: ["lvm"], style: "posix", wraps: true, commonWord: true },
  {
    names: ["mdadm"],
    options:
      "--zero-superblock -S|--stop --fail= -f= -r|--remove= -a|--add= -C|--create= -D|--detail -E|--examine -A|--assemble -s|--scan -l= -n= -o -Q -v",
    acts: [{ flag: ["zero-superblock", "S", "fail", "C"], without: ["D", "E"], does: volume }],
  },
  {
    names: ["zpool"],
    options: "-f -n -r -o= -O= -m= -R= -t= -H -p -v -a -d= -l -F",
    dryRun: "n",
    acts: [
      { sub: ["destroy", "labelclear", "split"], does: volume },
      {
        sub: ["create", "add", "replace", "attach"],
        flag: "f",
        does: (_, names) => ({ kind: "system", action: "format-disk", object: textOf(names.at(-1)) }),
      },
      { sub: "import", flag: "F", does: volume },
    ],
  },
  {
    names: ["zfs"],
    options: "-r -R -f -n -v -p -d= -o= -t= -s= -S= -H -u -i= -I= -x= -F -e",
    dryRun: "n",
    acts: [
      {
        sub: "destroy",
        does: (_, names) =>
          names[0]?.text.includes("@")
            ? snapshot(names)
            : { kind: "system", action: "volume-delete", object: textOf(names[0]) },
      },
      { sub: "rollback", does: (run, names) => ({ ...snapshot(names), tags: run.has("r", "R") ? ["newer-too"] : [] }) },
      { sub: "receive|recv", flag: "F", does: volume },
    ],
  },
  {
    names: ["btrfs"],
    options: "-c -C -i= -v -f -q -m= -d=",
    acts: [
      {
        sub: ["subvolume|sub|su delete|del", "device|dev delete|remove"],
        does: (run, names) =>
          names.map((field) => ({
            kind: "system",
            action: /snap/i.test(field.text) ? "snapshot-delete" : "volume-delete",
            object: run.path(field).path,
          })),
      },
    ],
  },
  {
    names: ["diskutil"],
    style: "none",
    run: (run) => {
      const [first = "", second = ""] = run.args.map((field) => field.text);
      const object = textOf(run.args.at(-1));
      if (/^(?:eraseDisk|eraseVolume|reformat|eraseOptical|eraseCD)$/i.test(first))
        run.emit({ kind: "system", action: "format-disk", object });
      else if (/^(?:zeroDisk|randomDisk|secureErase)$/i.test(first))
        run.emit({ kind: "system", action: "wipe-disk", object });
      else if (/^(?:partitionDisk|splitPartition|mergePartitions|resizeVolume|addPartition)$/i.test(first))
        run.emit({ kind: "system", action: "partition-disk", object });
      else if (/^(?:apfs|coreStorage|cs|appleRAID|ar)$/i.test(first) && /^(?:delete\w*|erase\w*)$/i.test(second))
        run.emit({ kind: "system", action: /snapshot/i.test(second) ? "snapshot-delete" : "volume-delete", object });
      else if (/^(?:unmount|unmountDisk|eject)$/i.test(first))
        run.emit({ kind: "system", action: "unmount", object, tags: ["disk"] });
      return undefined;
    },
  },
  {
    names: ["tmutil"],
    acts: [
      {
        sub: ["deletelocalsnapshots", "delete", "deleteinprogress", "thinlocalsnapshots"],
        does: (_, names) => snapshot(names),
      },
      {
        sub: ["disable", "disablelocal", "removedestination"],
        does: { kind: "system", action: "snapshot-delete", object: "backups off" },
      },
    ],
  },
  {
    names: ["timeshift"],
    options:
      "--delete --delete-all --snapshot= --create --list --restore --scripted --yes --snapshot-device= --target=",
    acts: [{ flag: ["delete", "delete-all"], does: (run) => snapshot(run.values("snapshot")) }],
  },
  {
    names: ["snapper"],
    options: "-c|--config= -t= -d= -p",
    acts: [{ sub: ["delete|remove|rm", "undochange", "rollback", "cleanup"], does: (_, names) => snapshot(names) }],
  },
];

function snapshot(names: readonly Field[]): Draft {
  return {
    kind: "system",
    action: "snapshot-delete",
    object: names.map((field) => field.text).join(" ") || "snapshots",
  };
}

function volume(run: Invocation): Draft {
  return { kind: "system", action: "volume-delete", object: run.operands.at(-1)?.text ?? run.program };
}
