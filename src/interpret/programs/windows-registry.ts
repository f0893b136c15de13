import type { Draft } from "../context.ts";

/** Keys whose entries start with the machine or a user's session, or stand before every start of a program (ATT&CK T1547.001, T1546.012). */
const STARTS =
  /\\currentversion\\(?:run(?:once|onceex|services|servicesonce)?(?:$|\\)|policies\\explorer\\run|winlogon(?:$|\\)|image file execution options\\|silentprocessexit\\|windows(?:$|\\).*appinit)|\\session manager(?:$|\\).*|\\command processor(?:$|\\)|\\active setup\\installed components|\\control\\lsa(?:$|\\)/i;
/** Values with which a protection of Windows is switched off, and the data that does it. */
const PROTECTIONS: readonly (readonly [name: RegExp, data: RegExp])[] = [
  [/^(?:disableantispyware|disableantivirus|disablerealtimemonitoring|disablebehaviormonitoring|disableioavprotection|disableonaccessprotection|disablescriptscanning|disableblockatfirstseen)$/i, /^(?:0x0*)?1$/],
  [/^(?:enablelua|consentpromptbehavioradmin|localaccounttokenfilterpolicy|enablefirewall|tamperprotection|enablescriptblocklogging|smartscreenenabled|enablesmartscreen|enablevirtualizationbasedsecurity|runasppl)$/i, /^(?:(?:0x0*)?0|off)$/i],
  [/^(?:localaccounttokenfilterpolicy|uselogoncredential|fdenytsconnections_off|disablerestrictedadmin)$/i, /^(?:0x0*)?1$/],
  [/^amsienable$/i, /^(?:0x0*)?0$/],
]; // biome-ignore format: one row a line
/** Whole trees that a machine, a user or an account lives from. */
const HIVES = /^(?:hklm|hkey_local_machine|hku|hkey_users|hkcr|hkey_classes_root|hkcc|hkey_current_config)(?:\\|$)/i;

/** What the user's Windows itself lives from, beside the keys of single programs. */
const USER_TREES =
  /^(?:hkcu|hkey_current_user)(?:$|\\(?:software|environment|control panel|system|volatile environment)$|\\software\\(?:microsoft(?:\\windows(?:\\currentversion)?)?|classes|policies|wow6432node)$)/i;

/** Effects of a change to the registry; a value under a program's own key of the user is none. */
export function registryDrafts(
  action: "set" | "delete" | "create",
  key: string,
  name: string,
  data: string,
): readonly Draft[] {
  const path = key
    .replaceAll("/", "\\")
    .replace(/\\+/g, "\\")
    .replace(/\\(?:\*)?$/, "");
  const object = name === "" ? path : `${path}\\${name}`;
  if (
    STARTS.test(`${path}\\${/windows$/i.test(path) ? name : ""}`) &&
    (action !== "create" || /image file execution options/i.test(path))
  )
    return [
      { kind: "persist", mechanism: "registry-run", object, remove: action === "delete" },
      ...(action === "delete" && name === "" ? [deleted(object)] : []),
    ];
  if (action !== "delete" && PROTECTIONS.some(([value, off]) => value.test(name) && off.test(data.trim())))
    return [{ kind: "system", action: "security-off", object }];
  if (action === "delete") return HIVES.test(path) || name === "" ? [deleted(object)] : [];
  if (/^(?:hklm|hkey_local_machine)\\(?:system|sam|security)(?:\\|$)/i.test(path))
    return [{ kind: "system", action: "registry", object, tags: ["set", "machine"] }];
  return [];
}

function deleted(object: string): Draft {
  const whole = HIVES.test(object) || USER_TREES.test(object);
  return { kind: "system", action: "registry", object, tags: whole ? ["delete", "machine"] : ["delete"] };
}
