/** known: read off the call. dynamic: part of it comes from outside the call. unknown: could not be told. */
export type Certainty = "known" | "dynamic" | "unknown";

/** Half-open range of UTF-16 offsets into the text of the call's input that the effect was read from. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Where a path lies; the narrower place wins (a temp folder inside home is temp). */
export type Scope =
  | "workspace" // inside the workspace, and not one of the following
  | "workspace-root" // the workspace itself, or everything in it (`*`, `.`, `./*`)
  | "build-output" // regenerable: node_modules, dist, target, caches inside the workspace
  | "vcs" // .git and its like
  | "temp" // under the system's temporary folders, not the folder itself
  | "temp-root"
  | "home" // inside the user's home
  | "home-root" // the home itself, or everything in it
  | "other-home" // another user's home or all homes
  | "system" // /etc, /usr, /var, C:\Windows …
  | "system-root" // a top-level system folder itself, whole
  | "root" // the file system's root, or everything in it
  | "device" // a disk or partition device
  | "null" // /dev/null, /dev/stdout and other harmless devices
  | "outside" // a known absolute place that is none of the above
  | "remote" // on another host or in a container
  | "unknown"; // starts with something dynamic

/** A path an effect is about. */
export interface PathTarget {
  /** As written in the call, quotes removed. */
  readonly raw: string;
  /** Absolute and normalised; dynamic parts appear as "\uFFFC". Globs stay as they are. */
  readonly path: string;
  readonly scope: Scope;
  /** Path classes of rules/dictionaries/paths.toml that it falls into: "secret", "shell-profile", "guard", … */
  readonly classes: readonly string[];
  /** It holds an unquoted glob, so it may name several files. */
  readonly glob: boolean;
  /** What an unset leading variable would make of it, where that is worse: `"$X/"` becomes root. */
  readonly ifEmpty?: Scope | undefined;
}

export interface HostTarget {
  readonly raw: string;
  /** Lower-case host name or canonical address; "\uFFFC" where dynamic. */
  readonly host: string;
  readonly url?: string | undefined;
  readonly classes: readonly string[]; // "loopback", "private", "metadata", "paste", "webhook", "code-host", "registry", "raw-ip", …
}

interface Base {
  readonly certainty: Certainty;
  readonly span: Span;
  /** What brings it about: the program or tool, e.g. "rm", "find", "Write", "python". */
  readonly by: string;
  /** Runs with another user's rights (sudo, doas, su, runas). */
  readonly elevated: boolean;
  /** local, or on a remote host, or inside a container. */
  readonly where: "local" | "remote" | "container";
  /** Free labels set by the interpreter for rules to ask: "encoded", "hidden", "dry-run", "forced", … */
  readonly tags: readonly string[];
}

export interface DeleteEffect extends Base {
  readonly kind: "delete";
  readonly target: PathTarget;
  readonly recursive: boolean;
  /** remove | move-away | overwrite (shred) | empty (truncated, or synced from an empty folder) */
  readonly how: "remove" | "move-away" | "overwrite" | "empty";
}
export interface WriteEffect extends Base {
  readonly kind: "write";
  readonly target: PathTarget;
  readonly how: "create" | "append" | "truncate" | "modify" | "link" | "mkdir";
  /** The new text as far as it is known. */
  readonly content?: string | undefined;
  /** For a copy, a move or a link: where it comes from or points to. */
  readonly source?: PathTarget | undefined;
}
export interface ReadEffect extends Base {
  readonly kind: "read";
  readonly target: PathTarget;
  readonly recursive: boolean;
  /** content: bytes are read. search: matched lines are shown. list: names only. metadata: ls -l, stat, test. */
  readonly how: "content" | "search" | "list" | "metadata";
}
export interface ExecuteEffect extends Base {
  readonly kind: "execute";
  /** Program name without folder; "\uFFFC" where dynamic. */
  readonly program: string;
  /** Where the program was named by a path. */
  readonly target?: PathTarget | undefined;
  readonly args: readonly string[];
}
export interface RunCodeEffect extends Base {
  readonly kind: "run-code";
  /** sh, python, javascript, perl, ruby, powershell, sql, … */
  readonly language: string;
  /** Where the code comes from. `decoded`: through base64, xxd, gzip …; `remote`: fetched; `variable`: from outside the call. */
  readonly source: "inline" | "remote" | "decoded" | "file" | "stdin" | "variable" | "unknown";
  readonly text?: string | undefined;
  readonly host?: HostTarget | undefined;
  readonly target?: PathTarget | undefined;
}
export interface SendEffect extends Base {
  readonly kind: "send";
  readonly target: HostTarget;
  /** What leaves: files, text of the call, environment, output of other programs. */
  readonly data: "file" | "text" | "environment" | "output" | "unknown";
  /** Files whose content leaves, as far as known. */
  readonly files: readonly PathTarget[];
  readonly method: string;
  readonly text?: string | undefined;
}
export interface FetchEffect extends Base {
  readonly kind: "fetch";
  readonly target: HostTarget;
  readonly method: string;
}
/** Opens a listening socket, a tunnel, or a shell tied to a socket. */
export interface NetworkEffect extends Base {
  readonly kind: "network";
  readonly action:
    | "listen"
    | "tunnel"
    | "reverse-shell"
    | "bind-shell"
    | "connect"
    | "scan"
    | "dns"
    | "sniff"
    | "spoof"
    | "flood";
  readonly target?: HostTarget | undefined;
}
export interface PermissionEffect extends Base {
  readonly kind: "permission";
  readonly target: PathTarget;
  readonly recursive: boolean;
  readonly change:
    | "world-writable"
    | "world-readable"
    | "setuid"
    | "no-access"
    | "executable"
    | "owner"
    | "acl"
    | "immutable"
    | "mode";
  readonly value: string;
}
export interface GitEffect extends Base {
  readonly kind: "git";
  /** Lost here: discard-work (uncommitted changes) | discard-untracked | discard-stash | discard-branch | discard-revision | discard-worktree | discard-submodule | reset-submodule | remove-forced | expire (what would bring commits back) | lfs-prune | notes.
   * References and history: move-branch | delete-tag | move-tag | forget-remote-branch | rewrite-history | rewrite-root | replace-objects | amend.
   * The server: push | force-push (value: force, lease) | mirror-push | delete-remote | push-to-url | odd-remote | remote | remove-remote.
   * Settings: config | config-command (git runs the value; tag odd) | hooks-elsewhere | bypass-hooks | exec-path | transport | tls-off | redirect-url | trust-all | store-credentials | identity | signing-off | proxy; read-credential | stage-secret.
   * Code hosts: delete-repository | delete-hosted | tidy-hosted | publish-repository | retire-repository | change-repository | unprotect-branch | merge-past-checks | public-gist | add-key | hosted-secret | run-workflow */
  readonly action: string;
  /** Branch, remote, ref, config key … */
  readonly object: string;
  readonly value?: string | undefined;
  /** The branch is protected (main, master, release …) as far as is known. */
  readonly protected: boolean;
  /** git | gh | glab | hub | tea | hg | svn | jj | bzr | p4 | fossil | darcs | repo | bfg */
  readonly tool: string;
}
export interface DatabaseEffect extends Base {
  readonly kind: "database";
  /** drop | truncate | delete-all | delete | update-all | update | alter | grant | create-user | execute-os | load-code | read-file | write-file | read-hashes | connect | replicate | flush | dump | restore |
   * migrate-reset | migrate-down | purge-log | config | kill | stop | shutdown | injection | read | write. Tags: tautology, cascade, if-exists, temporary, rolled-back, replaced, off, grant-option */
  readonly action: string;
  /** database, schema, table, column, partition, user, key, server, view, index, function, trigger, backup, setting, file, program … A grant's: all, all-of-one, public, superuser, privilege */
  readonly object: string;
  readonly name: string;
  /** postgres, mysql, sqlite, mongodb, redis, … or "sql" */
  readonly engine: string;
  readonly production: boolean;
}
/** A change to a resource that a service or an orchestrator manages: clouds, Kubernetes, containers, IaC, SaaS command lines. */
export interface CloudEffect extends Base {
  readonly kind: "cloud";
  /** aws, gcp, azure, kubernetes, terraform, docker, github, heroku, … */
  readonly provider: string;
  /** delete | purge (no way back) | prune (all that is unused) | stop | restart | rollback | evict | cordon | scale-to-zero | create | apply | modify | expose | grant | revoke | read-secret | login | exec | privileged |
   * publish | unpublish | transfer | unlock | disable-protection | read. Tags: minor, local, unattended, forced, no-backup, sync, live */
  readonly action: string;
  /** bucket, object, instance, machine, database, branch, backup, cluster, node, namespace, workload, pod, service, volume, image, container, secret, credential, identity, policy, admin, key, dns, domain, network, firewall, function,
   * flag, job, build, agent, context, definition, interface, gateway, balancer, controller, search-index, cdn-cache, content, dataset, model, experiment, endpoint,
   * queue, app, stack, state, workspace, release, manifest, project, audit, config, host-root, engine-socket, capability, … */
  readonly resource: string;
  readonly name: string;
  readonly all: boolean;
  readonly production: boolean;
}
export interface SystemEffect extends Base {
  readonly kind: "system";
  /** format-disk | partition-disk | overwrite-disk | wipe-disk | shutdown | kernel-module | kernel-parameter | firewall-off | firewall-change | mount | unmount | stop-service | disable-service |
   * enable-service | user-add | user-delete | user-modify | password | sudoers | security-off | clear-logs | clear-history | history-off | fork-bomb | resource-exhaustion | time | hosts | registry | volume-delete | snapshot-delete |
   * remove-package (tags: essential, forced, purge, language, environment) | package-source | upgrade-release | boot | swap | quota | container-escape | namespace | capability | trace | keychain | clipboard | screen | keyboard | execution-policy | network-down | security-change */
  readonly action: string;
  readonly object: string;
}
export interface PersistEffect extends Base {
  readonly kind: "persist";
  /** cron | at | systemd | launchd | login-item | configuration-profile | trusted-certificate | rc | profile | authorized-keys | registry-run | scheduled-task | git-hook | … */
  readonly mechanism: string;
  readonly object: string;
  readonly remove: boolean;
}
export interface PrivilegeEffect extends Base {
  readonly kind: "privilege";
  /** become | shell | escape (a shell out of a program that is made for other work) | setuid | capability | nopasswd | group | impersonate | password-on-stdin | namespace */
  readonly action: string;
  readonly object: string;
}
export interface InstallEffect extends Base {
  readonly kind: "install";
  /** npm, pip, cargo, apt, brew, … */
  readonly manager: string;
  /** registry | url | git | path | manifest | other-registry. Tags: run (its program is run at once), unverified, usual (a registry that teams use), kept, forced, extra-index, trusted-host, system-packages */
  readonly source: string;
  readonly packages: readonly string[];
  readonly global: boolean;
  readonly host?: HostTarget | undefined;
}
export interface StopProcessEffect extends Base {
  readonly kind: "stop-process";
  /** Pid, name or pattern; "*" for everything. */
  readonly object: string;
  readonly all: boolean;
}
export interface SpawnAgentEffect extends Base {
  readonly kind: "spawn-agent";
  readonly agent: string;
  /** Its own permission checks are switched off. */
  readonly unguarded: boolean;
}
/** A variable is set for the programs that follow: LD_PRELOAD, PATH, GIT_SSH_COMMAND, NODE_OPTIONS, … */
export interface EnvironmentEffect extends Base {
  readonly kind: "environment";
  readonly name: string;
  readonly value: string;
  /** show: printed whole (env, printenv, export -p); set; unset */
  readonly action: "set" | "unset" | "show";
}
/** The guard's own commands and state: uninstall, approve, off, engine stop … */
export interface GuardEffect extends Base {
  readonly kind: "guard";
  readonly action: string;
}
/** Free text handed to something that may obey it or render it: tool arguments, prompts, messages. */
export interface TextEffect extends Base {
  readonly kind: "text";
  /** mcp-argument | prompt | query | url | file-content | commit-message | credential-argument | … */
  readonly role: string;
  /** The argument's key path for MCP tools, e.g. "filter.name". */
  readonly key: string;
  readonly text: string;
}
/** An MCP tool or a tool that no table knows is called. */
export interface CallToolEffect extends Base {
  readonly kind: "call-tool";
  readonly server: string;
  readonly tool: string;
  /** Verb of the tool's name where it has one: delete, create, get, … */
  readonly verb: string;
}
/** Part of the call could not be analysed. */
export interface UnknownEffect extends Base {
  readonly kind: "unknown";
  /** unknown-program | dynamic-program | syntax-error | limit-bytes | limit-nodes | limit-nesting | content-cut | malformed-input | unreadable-script | dynamic-code | opaque-tool */
  readonly reason: string;
  readonly detail: string;
}

export type Effect =
  | DeleteEffect
  | WriteEffect
  | ReadEffect
  | ExecuteEffect
  | RunCodeEffect
  | SendEffect
  | FetchEffect
  | NetworkEffect
  | PermissionEffect
  | GitEffect
  | DatabaseEffect
  | CloudEffect
  | SystemEffect
  | PersistEffect
  | PrivilegeEffect
  | InstallEffect
  | StopProcessEffect
  | SpawnAgentEffect
  | EnvironmentEffect
  | GuardEffect
  | TextEffect
  | CallToolEffect
  | UnknownEffect;

export type EffectKind = Effect["kind"];
export type EffectOf<K extends EffectKind> = Extract<Effect, { readonly kind: K }>;

/** Stands for text that comes from outside the call, inside otherwise known strings. */
export const DYNAMIC = "\uFFFC";
