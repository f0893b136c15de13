import type { PathTarget } from "../../model/effect.ts";
import type { Draft } from "../context.ts";
import type { Field } from "../shell/value.ts";
import { MOUNTED } from "./disks-volumes.ts";
import type { Invocation, Program } from "./program.ts";
import { textOf } from "./text-of.ts";

type DiskAction = "format-disk" | "partition-disk" | "wipe-disk" | "overwrite-disk";

const MKFS =
  "-t|--type= -L= -n -q -F -f -v -c -b= -i= -I= -m= -N= -O= -E= -U= -T= -d= -s= -S= -C -a -R= -M= -l= -V -j -J= -g= -D= -e= -h= -r= -H -p -Q -u";

/** What makes, partitions or wipes block devices: mkfs(8), fdisk(8), parted(8), sgdisk(8), wipefs(8), hdparm(8), nvme(1), cryptsetup(8). */
const DEVICES: readonly Program[] = [
  {
    names: [
      "mkfs", "mkfs.ext2", "mkfs.ext3", "mkfs.ext4", "mke2fs", "mkfs.xfs", "mkfs.btrfs", "mkfs.f2fs", "mkfs.ntfs", "mkntfs", "mkfs.exfat", "mkexfatfs",
      "mkfs.jfs", "mkfs.reiserfs", "mkfs.minix", "mkfs.bfs", "mkfs.cramfs", "mkfs.nilfs2", "mkfs.ocfs2", "mkfs.gfs2", "newfs", "newfs_apfs", "newfs_hfs", "newfs_msdos", "newfs_exfat",
    ], // biome-ignore format: one list
    options: MKFS,
    run: (run) =>
      run.has("n") && !/ntfs|newfs|btrfs/.test(run.name)
        ? undefined
        : onDevice(run, "format-disk", run.operands.slice(0, 1)),
  },
  {
    // -n names the volume here.
    names: ["mkfs.vfat", "mkfs.fat", "mkfs.msdos", "mkdosfs", "mkudffs", "mkfs.udf"],
    options: "-n= -F= -s= -S= -i= -r= -R= -f= -h= -b= -C -c -I -v -a -A -m= -M= -D= -l= --mbr?= --label=",
    run: (run) => onDevice(run, "format-disk", run.operands.slice(0, 1)),
  },
  {
    names: ["mkswap"],
    options: "-c -f -L= -p= -U= -v?= -F",
    run: (run) => onDevice(run, "format-disk", run.operands.slice(0, 1)),
  },
  {
    names: ["fdisk", "gdisk", "cfdisk", "cgdisk"],
    options: "-l|--list -b= -c?= -u?= -L?= -s= -o= -t= -x -w= -W= -C= -H= -S= -i -e -n",
    run: (run) => (run.has("l", "x", "s") ? undefined : onDevice(run, "partition-disk", run.operands.slice(0, 1))),
  },
  {
    names: ["sfdisk"],
    options:
      "-l|--list -d|--dump -J|--json -s|--show-size -F|--list-free -T -V|--verify -g -n|--no-act -N= -o= -X= -Y= -w= -W= -A -a -q -f --delete --part-type --part-label -b= -O= -B -I=",
    dryRun: ["no-act", "l", "d", "J", "s", "F", "T", "V"],
    run: (run) => onDevice(run, "partition-disk", run.operands.slice(0, 1)),
  },
  {
    names: ["parted", "partx", "growpart"],
    options: "-s|--script -l|--list -m -a|--align= -f -d|--delete -u|--update -N|--dry-run",
    dryRun: ["l", "N"],
    run: (run) =>
      /^(?:mklabel|mktable|mkpart\w*|rm|resizepart|name|rescue|set|toggle|disk_set|move|mkfs)$/.test(
        textOf(run.operands[1]),
      ) || run.operands.slice(1).some((field) => /^(?:mklabel|mktable|mkpart|rm)(?:\s|$)/.test(field.text))
        ? onDevice(run, "partition-disk", run.operands.slice(0, 1))
        : undefined,
  },
  {
    names: ["sgdisk"],
    options:
      "-p|--print -v|--verify -i|--info= -O|--print-mbr -E|--end-of-largest -f|--first-in-largest -F -L|--list-types -P|--pretend -b|--backup= -Z|--zap-all -z|--zap -o|--clear -n|--new= -d|--delete= -t|--typecode= -c|--change-name= -g -G|--randomize-guids -l|--load-backup= -m= -N= -R|--replicate= -s|--sort -e|--move-second-header -a= -A=",
    dryRun: "P",
    run: (run) => {
      if (!run.has("Z", "z", "o", "n", "d", "t", "c", "g", "G", "l", "m", "N", "R", "s", "e")) return undefined;
      return onDevice(run, run.has("Z", "z", "o") ? "wipe-disk" : "partition-disk", run.operands.slice(-1));
    },
  },
  {
    names: ["wipefs"],
    options: "-a|--all -b|--backup?= -f|--force -i -J -n|--no-act -O= -o|--offset= -p -q -t=",
    dryRun: "n",
    run: (run) => (run.has("a", "o") ? onDevice(run, "wipe-disk", run.operands) : undefined),
  },
  { names: ["blkdiscard"], options: "-f -o= -l= -p= -s -v -z", run: (run) => onDevice(run, "wipe-disk", run.operands) },
  {
    names: ["hdparm"],
    options:
      "--security-erase= --security-erase-enhanced= --security-set-pass= --user-master= --trim-sector-ranges --make-bad-sector= --write-sector= --repair-sector= --yes-i-know-what-i-am-doing --please-destroy-my-drive -I -i -t -T -S= -B= -C",
    run: (run) =>
      run.has("security-erase", "security-erase-enhanced", "trim-sector-ranges", "make-bad-sector", "write-sector")
        ? onDevice(run, "wipe-disk", run.operands.slice(-1))
        : undefined,
  },
  {
    names: ["nvme", "sg_format", "sg_sanitize", "sg_unmap"],
    options: "-s= -n= -l= -a= -f --force -p= -o= --ses= --lbaf= --sanact=",
    run: (run) =>
      run.program !== "nvme" ||
      run.name !== "nvme" ||
      /^(?:format|sanitize|delete-ns|write|write-zeroes|dsm|write-uncor)$/.test(textOf(run.operands[0]))
        ? onDevice(run, "wipe-disk", run.operands.slice(-1))
        : undefined,
  },
  {
    names: ["cryptsetup"],
    options:
      "-q|--batch-mode -v -y -c= -s= -h= -d|--key-file= -S|--key-slot= --type= -i= -l= --label= --uuid= -r --header= --offset= --pbkdf= --sector-size=",
    run: (run) => {
      const sub = textOf(run.operands[0]);
      if (!/^(?:luksFormat|format|erase|luksErase|luksKillSlot|luksRemoveKey|luksHeaderRestore|reencrypt)$/.test(sub))
        return undefined;
      return onDevice(
        run,
        sub === "luksFormat" || sub === "format" ? "format-disk" : "wipe-disk",
        run.operands.slice(1, 2),
      );
    },
  },
  {
    names: ["badblocks"],
    options: "-w -n -s -v -b= -c= -p= -t= -o= -i= -f",
    run: (run) => (run.has("w") ? onDevice(run, "wipe-disk", run.operands.slice(0, 1)) : undefined),
  },
  {
    names: ["debugfs"],
    options: "-w -R= -f= -c -i -b= -s= -z=",
    run: (run) => (run.has("w") ? onDevice(run, "overwrite-disk", run.operands.slice(0, 1)) : undefined),
  },
  {
    names: ["ddrescue", "dd_rescue", "partclone", "fsarchiver"],
    options: "-f|--force -n -r= -d -D -s= -i= -o=",
    run: (run) => (run.name.startsWith("dd") ? onDevice(run, "overwrite-disk", run.operands.slice(1, 2)) : undefined),
  },
  { names: ["fallocate"], options: "-l|--length= -o= -n -c -d -i -p -x -z -v", run: runAllocate },
];

export const DISKS: readonly Program[] = [...DEVICES, ...MOUNTED];

/** An image file in the workspace is a file; everything else that such a program is given is taken for a disk. */
function onDevice(run: Invocation, action: DiskAction, fields: readonly Field[]): undefined {
  for (const field of fields) run.emit(deviceDraft(run.path(field), action));
}

function deviceDraft(target: PathTarget, action: DiskAction): Draft {
  if (target.scope === "device" || target.scope === "unknown")
    return { kind: "system", action, object: target.path, certainty: target.scope === "device" ? "known" : "dynamic" };
  return { kind: "write", target, how: "truncate" };
}

const HUGE = 200 * 2 ** 30;

/** fallocate(1): a file of hundreds of gigabytes fills the disk. */
function runAllocate(run: Invocation): undefined {
  const [, amount = "0", unit = ""] = /^(\d+)\s*([KMGTPE]?)/i.exec(textOf(run.value("l"))) ?? [];
  const bytes = Number(amount) * 1024 ** " KMGTPE".indexOf(unit.toUpperCase() || " ");
  if (bytes >= HUGE) run.emit({ kind: "system", action: "resource-exhaustion", object: "disk space" });
  for (const field of run.operands) run.emit({ kind: "write", target: run.path(field), how: "modify" });
}
