import { DYNAMIC } from "../../model/effect.ts";
import { CLEAN } from "../shell/value.ts";
import type { Session } from "./session.ts";
import { dynamic, known, NOTHING, type Value } from "./value.ts";

/** Folders of a Windows machine as they are set up by default. */
const FIXED: Readonly<Record<string, string>> = {
  __proto__: null as never,
  systemroot: "C:\\Windows", windir: "C:\\Windows", systemdrive: "C:", homedrive: "C:", programfiles: "C:\\Program Files", "programfiles(x86)": "C:\\Program Files (x86)", programw6432: "C:\\Program Files",
  programdata: "C:\\ProgramData", allusersprofile: "C:\\ProgramData", public: "C:\\Users\\Public", comspec: "C:\\Windows\\system32\\cmd.exe", commonprogramfiles: "C:\\Program Files\\Common Files",
}; // biome-ignore format: one table
const BELOW_HOME: Readonly<Record<string, string>> = {
  __proto__: null as never,
  userprofile: "", home: "", appdata: "/AppData/Roaming", localappdata: "/AppData/Local", onedrive: "/OneDrive",
}; // biome-ignore format: one table
/** Variables of PowerShell itself of which scripts take letters to spell a command's name. */
const AUTOMATIC: Readonly<Record<string, string>> = {
  __proto__: null as never,
  true: "True", false: "False", shellid: "Microsoft.PowerShell", verbosepreference: "SilentlyContinue", debugpreference: "SilentlyContinue", erroractionpreference: "Continue",
  pshome: "C:\\Windows\\System32\\WindowsPowerShell\\v1.0", psculture: "en-US", ofs: " ",
}; // biome-ignore format: one table

/** A variable of the machine's environment, for PowerShell (`$env:X`) and cmd.exe (`%X%`); undefined where it is not known. */
export function environmentVariable(name: string, session: Machine): string | undefined {
  const key = name.toLowerCase();
  const { world } = session.context;
  const below = BELOW_HOME[key];
  if (below !== undefined) return world.home === undefined ? undefined : world.home + below;
  if (key === "temp" || key === "tmp" || key === "tmpdir") return world.tempDirs[0];
  if (key === "username" || key === "user") return world.user;
  if (key === "cd" || key === "pwd") return session.state.cwd;
  return FIXED[key] ?? world.env(name);
}

type Machine = Pick<Session, "context" | "state">;

/** Facts of the machine; what is not known of it is dynamic. */
function homeOf({ context }: Machine): Value {
  return known(context.world.home ?? DYNAMIC);
}

export function userOf({ context }: Machine): Value {
  return known(context.world.user ?? DYNAMIC);
}

export function tempOf({ context }: Machine): Value {
  return known(context.world.tempDirs[0] ?? DYNAMIC);
}

export function placeOf({ state }: Machine): Value {
  return known(state.cwd ?? DYNAMIC);
}

export function variable(name: string, session: Session): Value {
  const plain = name.replace(/^(?:global|script|local|private|using|variable):/, "");
  const own = session.variables.get(plain);
  if (own !== undefined) return own;
  if (plain.startsWith("env:")) {
    const value = environmentVariable(plain.slice(4), session);
    const secret = /token|secret|passw|credential|api_?key|private_?key/.test(plain);
    return value === undefined ? dynamic(secret ? { ...CLEAN, environment: true } : CLEAN) : known(value);
  }
  if (plain === "null") return NOTHING;
  if (plain === "home") return homeOf(session);
  if (plain === "pwd") return { ...placeOf(session), file: true };
  if (plain === "psscriptroot") return dynamic();
  if (plain === "profile") return known(`${homeOf(session).text}/Documents/PowerShell/profile.ps1`);
  if (plain === "executioncontext") return { ...dynamic(), type: "executioncontext" };
  const automatic = AUTOMATIC[plain];
  return automatic === undefined ? dynamic() : known(automatic);
}
