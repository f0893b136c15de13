import type { Draft } from "../context.ts";
import type { Field } from "../shell/value.ts";
import type { Invocation, Program } from "./program.ts";
import { orEmpty, textOf } from "./text-of.ts";

/** Groups whose members can become root or read everything. */
const POWERFUL =
  /^(?:root|sudo|wheel|admin|docker|lxd|libvirt|kvm|disk|shadow|adm|podman|staff|incus|incus-admin|wireshark)$/;
const USER_OPTIONS =
  "-a|--append -b|--base-dir= -c|--comment= -d|--home|--home-dir= -D|--defaults -e|--expiredate= -f|--inactive= -g|--gid= -G|--groups= -k|--skel= -K= -l|--login= -L|--lock -m|--create-home|--move-home -M|--no-create-home -N -o|--non-unique -p|--password= -r|--system -R= -s|--shell= -u|--uid= -U|--unlock -v= -V= -w= -W= -Z=";

/** Users, groups and passwords: useradd(8), usermod(8), passwd(1), gpasswd(1), visudo(8), dscl(1). */
export const ACCOUNTS: readonly Program[] = [
  {
    names: ["useradd", "newusers"],
    options: USER_OPTIONS,
    acts: [{ without: "D", does: (run) => user(run, "user-add") }],
  },
  {
    names: ["adduser", "addgroup"],
    options:
      "--uid= --gid= --home= --shell= --ingroup= --gecos|--comment= --disabled-password --disabled-login --system --group --no-create-home --quiet --force-badname --add_extra_groups -D -H -S -G= -g= -h= -s= -u= -k=",
    // Two operands: the user joins the group (adduser(8)).
    acts: [
      {
        does: (run) =>
          run.operands.length > 1
            ? join(textOf(run.operands[0]), [textOf(run.operands[1])])
            : run.name === "addgroup" || run.has("group")
              ? undefined
              : user(run, "user-add"),
      },
    ],
  },
  { names: ["usermod"], options: USER_OPTIONS, acts: [{ does: (run) => user(run, "user-modify") }] },
  {
    names: ["userdel", "deluser"],
    options: "-r|--remove|--remove-home -f|--force -R= -Z --remove-all-files --backup --backup-to= --group --system",
    acts: [{ does: (run) => removed(run) }],
  },
  {
    names: ["groupdel", "delgroup"],
    options: "-R= -f",
    acts: [{ does: { kind: "system", action: "user-modify", object: "" } }],
  },
  {
    names: ["groupmod", "gpasswd"],
    options: "-a|--add= -d|--delete= -M= -A= -r -R -Q= -U= -g|--gid= -n= -o -p=",
    acts: [
      {
        if: (run) => run.name === "gpasswd",
        flag: ["a", "M", "A"],
        does: (run) =>
          join(
            textOf(run.value("a", "M", "A")),
            run.operands.map((field) => field.text),
          ),
      },
      { flag: ["d", "g", "n", "r"], does: { kind: "system", action: "user-modify", object: "" } },
    ],
  },
  {
    names: ["groupmems"],
    options: "-a= -d= -g= -l -p",
    acts: [{ flag: "a", does: (run) => join(textOf(run.value("a")), [textOf(run.value("g"))]) }],
  },
  { names: ["groupadd"], options: "-f -g= -K= -o -p= -r -R=" },
  {
    names: ["passwd"],
    options: "-d|--delete -e|--expire -i= -k -l|--lock -n= -q -r= -R= -S|--status -a -u|--unlock -w= -x= -s|--stdin",
    acts: [
      {
        without: ["S", "a"],
        does: (run) => ({
          kind: "system",
          action: "password",
          object: run.operands[0]?.text ?? "own",
          tags: run.has("d") ? ["empty"] : [],
        }),
      },
    ],
  },
  {
    names: ["chpasswd", "chgpasswd"],
    options: "-e -c= -m -R= -s=",
    acts: [{ does: { kind: "system", action: "password", object: "stdin" } }],
  },
  {
    names: ["chage"],
    options: "-l|--list -d= -E= -I= -m= -M= -W= -R= -i",
    acts: [{ without: "l", does: { kind: "system", action: "user-modify", object: "" } }],
  },
  {
    names: ["visudo"],
    options: "-c|--check -f= -s -q -x= -O -P",
    acts: [{ without: ["c"], does: { kind: "system", action: "sudoers", object: "edit" } }],
  },
  {
    names: ["vipw", "vigr"],
    options: "-g -p -s -q",
    acts: [{ does: { kind: "system", action: "user-modify", object: "file" } }],
  },
  {
    names: ["chsh"],
    options: "-s|--shell= -l -R=",
    acts: [{ flag: "s", does: { kind: "system", action: "user-modify", object: "shell", tags: ["shell"] } }],
  },
  {
    names: ["pam-auth-update", "authselect", "authconfig"],
    acts: [{ sub: ["select", "disable-feature"], does: { kind: "system", action: "security-change", object: "pam" } }],
  },
  { names: ["dscl"], options: "-u= -P= -p -q -f= -raw -plist", style: "single", run: runDirectoryService },
  {
    names: ["sysadminctl"],
    options:
      "-addUser= -deleteUser= -password= -fullName= -admin -resetPasswordFor= -newPassword= -guestAccount= -autologin= -secure -adminUser= -adminPassword= -UID= -secureTokenOn= -screenLock=",
    style: "single",
    acts: [
      {
        flag: "addUser",
        does: (run) => account("user-add", textOf(run.value("addUser")), run.has("admin") ? ["root-user"] : []),
      },
      { flag: "deleteUser", does: (run) => account("user-delete", textOf(run.value("deleteUser"))) },
      {
        flag: ["resetPasswordFor", "newPassword"],
        does: (run) => account("password", run.value("resetPasswordFor")?.text ?? "own"),
      },
      { flag: ["guestAccount", "autologin", "secureTokenOn"], does: (run) => account("user-modify", run.program) },
    ],
  },
  {
    names: ["dseditgroup"],
    options: "-o= -a= -d= -t= -u= -P= -n= -q",
    acts: [
      {
        flag: "a",
        does: (run) =>
          join(
            textOf(run.value("a")),
            run.operands.map((field) => field.text),
          ),
      },
    ],
  },
];

function account(action: string, object: string, tags: readonly string[] = []): Draft {
  return { kind: "system", action, object, tags };
}

function join(who: string, groups: readonly string[]): readonly Draft[] {
  const names = groups.flatMap((group) => group.split(",")).filter((group) => group !== "");
  const strong = names.filter((group) => POWERFUL.test(group));
  return [
    account("user-modify", who),
    ...strong.map((group): Draft => ({ kind: "privilege", action: "group", object: group })),
  ];
}

function user(run: Invocation, action: string): readonly Draft[] {
  const uid = run.value("u", "uid")?.text;
  const name = textOf(run.operands.at(-1));
  const groups = [...new Set(run.values("G", "g", "ingroup").map((field: Field) => field.text))];
  const tags = uid === "0" ? ["root-user"] : [];
  const joins = join(name, groups).filter((draft) => draft.kind === "privilege");
  return [account(action, name, tags), ...joins, ...(run.has("p") ? [account("password", name)] : [])];
}

function removed(run: Invocation): readonly Draft[] {
  const [first, second] = run.operands;
  const name = textOf(first);
  if (second !== undefined && run.name === "deluser") return [account("user-modify", name)];
  const out: Draft[] = [account("user-delete", name)];
  if (first !== undefined && run.has("r", "remove-all-files"))
    out.push({ kind: "delete", target: run.path({ ...first, text: `/home/${name}` }), recursive: true, how: "remove" });
  return out;
}

/** dscl . -create /Users/x …; dscl . -append /Groups/admin GroupMembership x; dscl . -passwd /Users/x. */
function runDirectoryService(run: Invocation) {
  const words = run.args.map((field) => field.text);
  const at = words.findIndex((word) => /^-?(?:create|append|merge|delete|passwd|change)$/.test(word));
  if (at < 0) return undefined;
  const verb = orEmpty(words[at]).replace("-", "");
  const path = orEmpty(words[at + 1]);
  const group = /^\/Groups\/(\w+)/.exec(path)?.[1];
  if (verb === "passwd") run.emit(account("password", path));
  else if (verb === "delete") run.emit(account("user-delete", path));
  else if (group !== undefined) for (const draft of join(orEmpty(words.at(-1)), [group])) run.emit(draft);
  else
    run.emit(
      account(
        verb === "create" ? "user-add" : "user-modify",
        path,
        /UniqueID 0$/.test(words.join(" ")) ? ["root-user"] : [],
      ),
    );
  return undefined;
}
