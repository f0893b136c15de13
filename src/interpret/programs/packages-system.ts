import type { Draft } from "../context.ts";
import type { Field, Stream } from "../shell/value.ts";
import { emitInstall } from "./packages-source.ts";
import type { Invocation, Program } from "./program.ts";
import { orEmpty, textOf } from "./text-of.ts";

/** Packages without which a machine does not start, log in, or mend itself. Debian policy 3.8 (essential), and what stands in for them elsewhere. */
const ESSENTIAL =
  /^(?:libc6?|libc-bin|glibc(?:-.*)?|musl|systemd(?:-.*)?|init|sysvinit.*|openrc|linux-(?:image|generic|headers|base|lts|kernel).*|linux|kernel(?:-core|-modules.*|-default.*)?|sudo|doas|openssh(?:-server|-client)?|python3?(?:\.\d+)?(?:-minimal)?|bash|dash|zsh|coreutils|util-linux|mount|passwd|shadow|login|base-files|base-passwd|bsdutils|busybox|alpine-base(?:layout)?|filesystem|pacman|apt|dpkg|rpm|dnf|yum|zypper|perl-base|grub.*|efibootmgr|network-manager|networkmanager|netplan\.io|dbus|udev|libpam.*|pam|openssl|libssl.*|ca-certificates|hostname|tar|gzip|grep|sed|findutils|diffutils|e2fsprogs|cloud-init|ubuntu-(?:minimal|standard|desktop.*|server)|gnome-shell|xorg.*|docker-ce.*|containerd.*|firewalld|ufw)$/i;

interface Verbs {
  readonly install: RegExp;
  readonly remove: RegExp;
  /** Options or words that leave signatures unchecked or force what the manager refuses. */
  readonly unchecked: RegExp;
  /** Verbs that replace the whole system by another version. */
  readonly upgrade?: RegExp;
}

const APT: Verbs = {
  install: /^(?:install|reinstall|build-dep|satisfy)$/,
  remove: /^(?:remove|purge|autoremove|autopurge)$/,
  unchecked:
    /^--(?:allow-unauthenticated|force-yes|allow-remove-essential|allow-insecure-repositories|allow-downgrades-never)$|^-?(?:-option=|o)?APT::Get::AllowUnauthenticated=(?:true|1)$|^Acquire::AllowInsecureRepositories=(?:true|1)$/i,
  upgrade: /^(?:dist-upgrade|full-upgrade)$/,
};
const DNF: Verbs = {
  install: /^(?:install|localinstall|reinstall|groupinstall|in)$/,
  remove: /^(?:remove|erase|autoremove|groupremove|rm)$/,
  unchecked:
    /^--(?:nogpgcheck|no-gpg-checks|no-gpgcheck|allow-unsigned-rpm|skip-broken-never)$|^--setopt=.*gpgcheck=(?:0|false)/i,
  upgrade: /^(?:distro-sync|system-upgrade|dup|dist-upgrade)$/,
};
const APK: Verbs = { install: /^add$/, remove: /^del$/, unchecked: /^--(?:allow-untrusted|force-broken-world)$/ };
const BREW: Verbs = {
  install: /^(?:install|reinstall|tap)$/,
  remove: /^(?:uninstall|remove|rm|autoremove|untap)$/,
  unchecked: /^--(?:no-quarantine|force-never)$/,
};
const OTHERS: Verbs = {
  install: /^(?:install|add|in|-i|-iA|-S\w*)$/,
  remove: /^(?:uninstall|remove|rm|delete|deinstall|purge|autoremove|un)$/,
  unchecked:
    /^--(?:ignore-checksums|no-verify|dangerous|no-gpg-verify|skip-hash-check|ignore-security-hash|skipchecksum|allowunofficial|no-check-sigs)$/i,
};

const OPTIONS =
  "-y|--yes|--assume-yes -q -s|--simulate|--dry-run|--just-print|--no-act|--recon -o|--option= -t|--target-release|--default-release= -c|--config-file= -f --no-install-recommends --reinstall --only-upgrade --purge --auto-remove --root= -p= --installroot= --enablerepo= --disablerepo= --repo|--repoid= --setopt= -x|--exclude= --assumeno --cask --HEAD --formula --classic --channel= -X|--repository= --virtual= -U --id= --source= --version= -v= -n|--non-interactive -e --dangerous --user --system --from=";

/** Packages of the operating system. apt(8), dnf(8), pacman(8), apk(8), brew(1), and others. */
export const SYSTEM_PACKAGES: readonly Program[] = [
  row(["apt", "apt-get", "aptitude", "nala", "apt-fast"], APT),
  row(["dnf", "yum", "microdnf", "dnf5", "zypper", "tdnf", "rpm-ostree"], DNF),
  row(["apk"], APK),
  row(["brew"], BREW),
  row(
    [
      "port",
      "snap",
      "flatpak",
      "pkg",
      "pkg_add",
      "pkg_delete",
      "xbps-install",
      "xbps-remove",
      "emerge",
      "eopkg",
      "guix",
      "nix-env",
      "swupd",
    ],
    OTHERS,
  ),
  {
    names: ["choco", "winget", "scoop"],
    // Their -s names a source.
    options:
      "-s|--source= -n|--name= -a|--arg= -y|--yes -f|--force -e|--exact -q|--query= -h|--silent -u= -p= --id= -v|--version= --scope= -g|--global --whatif|--what-if|--noop --all",
    dryRun: "whatif",
    run: (run) => manage(run, OTHERS),
  },
  {
    names: ["dpkg"],
    options:
      "-i|--install -r|--remove -P|--purge --configure --unpack -a|--pending --force-all --force-depends --force-remove-essential --force-remove-reinstreq --force-overwrite --root= --admindir= --simulate|--dry-run|--no-act -l -L -s -S --print-architecture --get-selections --set-selections --audit -E -G",
    dryRun: "simulate",
    run: (run) => {
      const forced = run.args.some((field) =>
        /^--force-(?:all|remove-essential|depends|bad-verify|hold|remove-reinstreq)$/.test(field.text),
      );
      if (run.has("i", "unpack"))
        emitInstall(run, "dpkg", run.operands, { global: true, tags: forced ? ["forced"] : [] });
      if (run.has("r", "P")) removed(run, run.operands, forced ? ["forced"] : []);
      return undefined;
    },
  },
  {
    names: ["rpm"],
    options:
      "-i|--install -U|--upgrade -F|--freshen -e|--erase -q|--query -V|--verify -v -h --nodeps --force --nosignature --nodigest --noscripts --import --test --root= --dbpath= --prefix= -a -l -f -p -K|--checksig",
    dryRun: ["test", "q", "V", "K"],
    run: (run) => {
      const unverified = run.has("nosignature", "nodigest") ? ["unverified"] : [];
      if (run.has("import")) for (const field of run.operands) run.emit(source("key", field.text));
      else if (run.has("e")) removed(run, run.operands, run.has("nodeps") ? ["forced"] : []);
      else if (run.has("i", "U", "F")) emitInstall(run, "rpm", run.operands, { global: true, tags: unverified });
      return undefined;
    },
  },
  {
    names: ["pacman", "yay", "paru", "pamac", "trizen"],
    options: "-b= -r= --config= --noconfirm --needed --overwrite= --ignore= --gpgdir= --cachedir=",
    run: pacman,
  },
  {
    names: ["add-apt-repository", "apt-add-repository"],
    options: "-r|--remove -y|--yes -n -u -s -S= -P= -U= -C=",
    acts: [
      { without: "r", does: (run) => source("repository", orEmpty(run.operands[0]?.text ?? run.value("P")?.text)) },
    ],
  },
  {
    names: ["apt-key"],
    options: "--keyring= --keyserver= --recv-keys= --fetch-keys=",
    acts: [{ sub: "add|adv", does: (run) => source("key", run.value("keyserver")?.text ?? "apt-key") }],
  },
  {
    names: ["do-release-upgrade"],
    options: "-d -p -f= -c -m=",
    acts: [{ without: "c", does: { kind: "system", action: "upgrade-release", object: "release" } }],
  },
  {
    names: ["yum-config-manager", "dnf-config-manager"],
    options: "--add-repo= --enable --disable --save --setopt=",
    acts: [{ flag: "add-repo", does: (run) => source("repository", textOf(run.value("add-repo"))) }],
  },
];

function row(names: readonly string[], verbs: Verbs): Program {
  return { names, options: OPTIONS, dryRun: ["s", "assumeno"], run: (run) => manage(run, verbs) };
}

const source = (resource: "repository" | "key" | "channel", name: string) =>
  ({ kind: "system", action: "package-source", object: name, tags: [resource] }) as const satisfies Draft;

function manage(run: Invocation, verbs: Verbs): Stream | undefined {
  const [verb, ...rest] = run.operands;
  const text = textOf(verb);
  const words = run.args.map((field) => field.text);
  const tags = [...words, ...run.values("o").map((field) => field.text)].some((word) => verbs.unchecked.test(word))
    ? ["unverified"]
    : [];
  if (run.name === "brew" && text === "tap") {
    if (rest[1] !== undefined) run.emit(source("repository", rest[1].text));
    return undefined;
  }
  if (
    /^(?:addrepo|ar)$/.test(text) ||
    (text === "config-manager" && words.includes("--add-repo")) ||
    (/^(?:flatpak)$/.test(run.name) && text === "remote-add") ||
    (/^(?:choco|winget|scoop)$/.test(run.name) && /^(?:source|bucket)$/.test(text) && rest[0]?.text === "add")
  ) {
    const named = [...run.values("s", "a"), ...rest];
    run.emit(source("repository", textOf(named.find((field) => field.text.includes("://")) ?? rest.at(-1))));
    return undefined;
  }
  if (verbs.remove.test(text) && rest.length === 0 && words.some((word) => /^(?:-a|-fa|-af|--all)$/.test(word))) {
    run.emit({ kind: "system", action: "remove-package", object: "*", tags: [...tags, "essential"] });
    return undefined;
  }
  if (run.name === "emerge" && words.some((word) => /^(?:-C|-c|--unmerge|--depclean)$/.test(word))) {
    removed(run, run.operands, words.some((word) => /^(?:-C|--unmerge)$/.test(word)) ? ["forced"] : []);
    return undefined;
  }
  if (verbs.install.test(text) || run.name === "pkg_add" || run.name === "xbps-install")
    emitInstall(run, run.name, rest, { global: true, tags });
  else if (verbs.remove.test(text) || run.name === "pkg_delete" || run.name === "xbps-remove")
    removed(run, text === "" ? run.operands : rest, [
      ...tags,
      ...(/purge/.test(text) || run.has("purge") ? ["purge"] : []),
    ]);
  else if (verbs.upgrade?.test(text) === true) run.emit({ kind: "system", action: "upgrade-release", object: text });
  else if (tags.length > 0 && /^(?:update|upgrade)$/.test(text)) emitInstall(run, run.name, [], { global: true, tags });
  return undefined;
}

function removed(run: Invocation, fields: readonly Field[], tags: readonly string[]): void {
  const names = fields.map((field) => field.text.replace(/[:=].*$/, ""));
  if (names.length === 0) return;
  const essential =
    names.some((name) => ESSENTIAL.test(name) || /^\*|^\.\*/.test(name)) &&
    !/^(?:brew|scoop|choco|winget|snap|flatpak)$/.test(run.name);
  run.emit({
    kind: "system",
    action: "remove-package",
    object: names.join(" "),
    tags: [...tags, ...(essential ? ["essential"] : [])],
  });
}

/** pacman(8): operations are capital letters, with their own small ones. */
function pacman(run: Invocation): Stream | undefined {
  const letters = run.args
    .filter((field) => /^-[A-Z]\w*$/.test(field.text))
    .map((field) => field.text.slice(1))
    .join("");
  const has = (letter: string, long: string) => letters.includes(letter) || run.has(long);
  if (has("R", "remove"))
    removed(run, run.operands, letters.includes("dd") || letters.includes("cns") ? ["forced"] : []);
  else if (has("U", "upgrade") || (has("S", "sync") && run.operands.length > 0 && !/[sigl]/.test(letters)))
    emitInstall(run, run.name, run.operands, { global: true });
  return undefined;
}
