import type { Draft } from "../context.ts";
import type { Field } from "../shell/value.ts";
import { runAppleScript } from "./macos-applescript.ts";
import type { Invocation, Program } from "./program.ts";
import { orEmpty, textOf } from "./text-of.ts";

/** What only macOS has: launchctl(1), osascript(1), security(1), defaults(1), spctl(8), csrutil(8), xattr(1). */
export const MACOS: readonly Program[] = [
  { names: ["osascript"], options: "-e= -l= -s= -i", style: "posix", run: runAppleScript },
  {
    names: ["launchctl"],
    options: "-w -F -S= -D= -d= -k -p -s",
    acts: [
      {
        sub: ["load", "bootstrap", "enable", "submit"],
        does: (run, units) => [persist("launchd", units.at(-1)?.text ?? run.program)],
      },
      {
        sub: ["unload", "bootout", "disable", "remove", "stop", "kill"],
        does: (run, units) => ({
          kind: "system",
          action: /^(?:unload|bootout|disable|remove)$/.test(textOf(run.operands[0]))
            ? "disable-service"
            : "stop-service",
          object: textOf(units.at(-1)),
          tags: standingOf(units),
        }),
      },
      {
        sub: ["setenv"],
        does: (_, words) => ({
          kind: "environment",
          name: textOf(words[0]),
          value: textOf(words[1]),
          action: "set",
        }),
      },
      { sub: ["reboot"], does: { kind: "system", action: "shutdown", object: "machine" } },
    ],
  },
  {
    names: ["defaults"],
    style: "none",
    run: (run) => {
      const [sub = "", domain = "", key = "", ...value] = run.args
        .filter((field) => !/^-(?:currentHost|host)$/.test(field.text))
        .map((field) => field.text);
      if (sub !== "write") return undefined;
      if (/loginwindow/i.test(domain) && /^(?:Login|Logout)Hook$/.test(key))
        run.emit(persist("login-item", value.join(" ")));
      else if (/LSQuarantine|AllowIdentifiedDevelopers|SkipVerify|DisableGatekeeper|GKAutoRearm/i.test(key))
        run.emit(off("gatekeeper"));
      else if (/alf$/i.test(domain) && key === "globalstate" && value.at(-1) === "0")
        run.emit({ kind: "system", action: "firewall-off", object: "application firewall" });
      else if (
        /SoftwareUpdate|screensaver/i.test(domain) &&
        /AutomaticCheckEnabled|CriticalUpdateInstall|askForPassword/i.test(key)
      )
        run.emit(off(key));
      return undefined;
    },
  },
  {
    names: ["security"],
    options: "-q -v -i -l -p=",
    style: "posix",
    commonWord: true,
    run: runSecurity,
  },
  { names: ["tccutil"], acts: [{ sub: ["reset", "insert"], does: off("privacy permissions") }] },
  {
    names: ["nvram"],
    options: "-p -x -c -d= -f= -s",
    acts: [
      {
        if: (run) => run.has("c", "d", "f") || run.operands.some((field) => field.text.includes("=")),
        does: { kind: "system", action: "boot", object: "nvram" },
      },
    ],
  },
  { names: ["kextload", "kextunload", "kextutil"], acts: [{ does: module }] },
  {
    names: ["kmutil", "systemextensionsctl"],
    acts: [{ sub: ["load", "unload", "install", "uninstall", "reset", "trigger-panic-medic"], does: module }],
  },
  {
    names: ["bless"],
    options: "--mount= --folder= --device= --setBoot --info?= --nextonly",
    style: "single",
    acts: [{ flag: "setBoot", does: { kind: "system", action: "boot", object: "disk" } }],
  },
  {
    names: ["pmset"],
    acts: [{ sub: ["sleepnow"], does: { kind: "system", action: "shutdown", object: "sleep", tags: ["sleep"] } }],
  },
  {
    names: ["csrutil"],
    acts: [{ sub: ["disable", "clear", "authenticated-root disable"], does: off("system integrity protection") }],
  },
  {
    names: ["spctl"],
    style: "none",
    acts: [
      {
        if: (run) =>
          run.args.some((field) => /^--(?:master-disable|global-disable|disable|reset-default)$/.test(field.text)),
        does: off("gatekeeper"),
      },
    ],
  },
  { names: ["fdesetup"], acts: [{ sub: ["disable", "removerecovery"], does: off("disk encryption") }] },
  {
    names: ["xattr"],
    options: "-c -d= -w -p= -r -l -s -v -x",
    acts: [
      {
        if: (run) => run.has("c") || run.value("d")?.text === "com.apple.quarantine",
        does: (run) => ({
          kind: "system",
          action: "security-change",
          object: "quarantine",
          tags: run.has("r") ? ["recursive"] : [],
        }),
      },
    ],
  },
  {
    names: ["profiles"],
    options: "-I -R -F= -p= -P -L -U=",
    acts: [
      { sub: ["install"], does: persist("configuration-profile", "profile") },
      { sub: ["remove"], does: off("configuration profile") },
      { flag: ["I"], does: persist("configuration-profile", "profile") },
      { flag: ["R"], does: off("configuration profile") },
    ],
  },
  {
    names: ["systemsetup"],
    options: "-setremotelogin= -f -setremoteappleevents= -settimezone= -setnetworktimeserver=",
    style: "single",
    acts: [
      {
        if: (run) =>
          [...run.values("setremotelogin"), ...run.values("setremoteappleevents")].some((field) => field.text === "on"),
        does: { kind: "system", action: "enable-service", object: "remote login", tags: ["remote-access"] },
      },
      {
        if: (run) => run.value("setremotelogin")?.text === "off",
        does: { kind: "system", action: "disable-service", object: "ssh", tags: ["essential"] },
      },
    ],
  },
  { names: ["PlistBuddy"], options: "-c= -x -h", run: runPlistBuddy },
  {
    names: ["plutil"],
    options: "-insert= -replace= -remove= -convert= -o= -lint -p -extract= -s -r",
    style: "single",
    run: (run) => (run.has("insert", "replace", "remove") ? modifies(run, run.operands.at(-1)) : undefined),
  },
  {
    names: ["log"],
    options: "--all --ttl=",
    commonWord: true,
    acts: [{ sub: "erase", does: { kind: "system", action: "clear-logs", object: "unified log" } }],
  },
  {
    names: [
      "chflags-recursive",
      "SetFile",
      "mdutil",
      "softwareupdate",
      "dscacheutil",
      "scutil",
      "mdfind",
      "xcode-select",
      "xcrun",
    ],
    options: "-i= -E -a -p -s",
    style: "posix",
    run: (run) => (run.name === "xcrun" ? run.command(run.operands, { external: true }) : undefined),
  },
  // Simulated devices: made anew at will.
  { names: ["simctl", "devicectl", "xctrace"], style: "none", inert: true },
];

function off(object: string): Draft {
  return { kind: "system", action: "security-off", object };
}

function persist(mechanism: string, object: string): Draft {
  return { kind: "persist", mechanism, object, remove: false };
}

function module(run: Invocation): Draft {
  return { kind: "system", action: "kernel-module", object: run.operands.at(-1)?.text ?? run.program };
}

function standingOf(units: readonly Field[]): readonly string[] {
  const text = units
    .map((field) => field.text)
    .join(" ")
    .toLowerCase();
  if (text.includes("clampd")) return ["guard"];
  if (
    /crowdstrike|sentinel|sophos|jamf|wdav|littlesnitch|santa|falcon|com\.apple\.(?:alf|xprotect|syspolicy)/.test(text)
  )
    return ["security"];
  // Daemons of the whole machine: the system domain, and the folders that it is loaded from (launchctl(1)).
  return /com\.openssh|com\.apple\.|(?:^| )system(?:\/| |$)|^system$|\/library\/launchdaemons\//.test(text)
    ? ["essential"]
    : [];
}

/** security(1): what shows passwords, trusts certificates, or opens keychains. */
function runSecurity(run: Invocation): undefined {
  const [sub = "", ...rest] = run.operands.map((field) => field.text);
  const shows = rest.some((text) => /^-\w*[wg]\w*$/.test(text));
  if (sub === "dump-keychain" || sub === "export" || (/^find-(?:generic|internet)-password$/.test(sub) && shows))
    run.emit({ kind: "system", action: "keychain", object: sub, tags: sub === "dump-keychain" ? ["all"] : [] });
  else if (sub === "delete-keychain" || sub === "delete-generic-password" || sub === "delete-internet-password")
    run.emit({ kind: "system", action: "keychain", object: sub, tags: ["delete"] });
  else if (sub === "add-trusted-cert" || sub === "remove-trusted-cert" || sub === "trust-settings-import")
    run.emit({
      kind: "persist",
      mechanism: "trusted-certificate",
      object: orEmpty(rest.at(-1)),
      remove: sub.startsWith("remove"),
    });
  else if (sub === "authorizationdb" && /^(?:write|remove|merge)$/.test(orEmpty(rest[0])))
    run.emit({ kind: "system", action: "sudoers", object: "authorizationdb" });
  else if (sub === "set-keychain-password" || sub === "unlock-keychain")
    run.emit({ kind: "system", action: "keychain", object: sub, tags: ["unlock"] });
}

function runPlistBuddy(run: Invocation): undefined {
  if (run.values("c").some((field) => /^\s*(?:set|add|delete|merge|import|copy|clear)\b/i.test(field.text)))
    modifies(run, run.operands.at(-1));
}

function modifies(run: Invocation, file: Field | undefined): undefined {
  if (file !== undefined) run.emit({ kind: "write", target: run.path(file), how: "modify" });
}
