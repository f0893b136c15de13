import type { Draft } from "../context.ts";
import type { Field } from "../shell/value.ts";
import { cloud } from "./cloud-table.ts";
import type { Act, Invocation, Program } from "./program.ts";

// Backup programs, each by its own manual: what they delete is the way back, here or at a store far away.

const backup = (names: readonly Field[], tags: readonly string[] = []): Draft => ({
  kind: "system",
  action: "snapshot-delete",
  object: names.map((field) => field.text).join(" ") || "backups",
  tags,
});

const deletes = (sub: string | readonly string[], more: Omit<Act, "sub" | "does"> = {}): Act => ({
  sub,
  ...more,
  does: (_: Invocation, names: readonly Field[]) => backup(names),
});

const key = (sub: string): Act => ({ sub, does: (run) => cloud(run, run.program, "delete", "key") });

/** `--keep-…` says what stays. Without pruning nothing is freed, and the data can still be found. */
const keepsSome = (run: Invocation) => [...run.parsed.options.keys()].some((name) => name.startsWith("keep"));

export const BACKUPS: readonly Program[] = [
  {
    names: ["restic", "rustic"],
    options:
      "-r|--repo|--repository= -p|--password-file= --password-command= --repository-file= --cache-dir= --cacert= --key-hint= --limit-upload= --limit-download= -o|--option= --prune -n|--dry-run --keep-last= --keep-hourly= --keep-daily= --keep-weekly= --keep-monthly= --keep-yearly= --keep-within= --keep-tag= --tag= --host= --path= --max-unused= -l= -d= -H= -w= -m= -y= -q -v --json --no-lock --insecure-tls",
    dryRun: "n",
    acts: [
      {
        sub: "forget",
        does: (run, names) => backup(names, keepsSome(run) && !run.has("prune") ? ["by-policy"] : []),
      },
      deletes(["prune", "repair packs"]),
      key("key remove|rm"),
    ],
  },
  {
    names: ["borg", "borgmatic", "borg2"],
    options:
      "-r|--repo|--repository= -n|--dry-run -s|--stats -v|--verbosity?= -p --keep-hourly= --keep-daily= --keep-weekly= --keep-monthly= --keep-yearly= --keep-within= --keep-last= -a|--glob-archives= -P|--prefix= --list --force --cache-only --threshold= --remote-path= --rsh= --lock-wait= -d= -w= -m= -y= -H= -c|--config= --archive=",
    dryRun: "n",
    acts: [
      deletes(["delete|rdelete|repo-delete"], { without: "cache-only" }),
      deletes("prune|compact"),
      key("key remove"),
    ],
  },
  {
    names: ["kopia"],
    options: "--config-file= -p|--password= --delete --safety= --global --advance-current",
    acts: [
      deletes("snapshot|snap delete|expire", { flag: "delete" }),
      deletes(["manifest delete|rm", "blob delete|rm|gc", "content delete", "policy delete|remove|rm"]),
      { sub: "maintenance run", if: (run) => run.value("safety")?.text === "none", does: () => backup([]) },
    ],
  },
  {
    names: ["duplicity"],
    options: "--force --dry-run --encrypt-key= --sign-key= --name= --archive-dir= --full-if-older-than=",
    dryRun: "dry-run",
    acts: [deletes("remove-older-than|remove-all-but-n-full|remove-all-inc-of-but-n-full|cleanup", { flag: "force" })],
  },
  {
    names: ["rdiff-backup"],
    options:
      "--remove-older-than= --force --api-version= --older-than= -v|--verbosity= --remote-schema= --exclude= --include=",
    acts: [{ flag: "remove-older-than", does: (run) => backup(run.operands) }, deletes("remove increments")],
  },
  {
    names: ["tarsnap"],
    options:
      "-c -d -x -t -r -f= -C= -T= -X= -v --nuke --list-archives --print-stats --fsck --fsck-prune --keyfile= --cachedir= --configfile= --dry-run --verify-config",
    dryRun: "dry-run",
    acts: [{ flag: ["d", "nuke"], does: (run) => backup(run.values("f")) }],
  },
  {
    names: ["duplicacy"],
    options:
      "-v|-verbose -d|-debug -log -profile= -comment= -id= -all|-a -r= -t= -keep= -exclusive -exhaustive -delete-only -collect-only -dry-run|-d -storage= -threads= -stats -hash",
    style: "single",
    dryRun: "dry-run",
    acts: [deletes("prune")],
  },
  {
    names: ["bupstash", "bup", "attic", "zbackup", "autorestic", "resticprofile", "proxmox-backup-client"],
    options: "-r|--repository= -k|--key= -a|--all -l|--location= -n|--name= --repository= --prune -v --dry-run",
    dryRun: "dry-run",
    acts: [deletes(["rm|delete|prune|gc|forget", "snapshot|snapshots forget|delete", "key delete", "prune-older"])],
  },
];
