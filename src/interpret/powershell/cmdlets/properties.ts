import { registryDrafts } from "../../programs/windows-registry.ts";
import type { Cmdlet, CmdletCall } from "../cmdlet.ts";
import { providerOf } from "../paths.ts";
import { NOTHING, textOf, type Value } from "../value.ts";
import { pathsOf } from "./files.ts";

const PROPERTY =
  "Path= LiteralPath|PSPath= Name= Value= PropertyType|Type= Force InputObject= PassThru Include= Exclude= Filter= Credential=";

/** Values of the registry, and attributes of files. */
export const REGISTRY_CMDLETS: readonly Cmdlet[] = [
  { names: "Set-ItemProperty sp New-ItemProperty", parameters: PROPERTY, positions: "Path Name Value", run: (call) => change(call, "set") },
  { names: "Remove-ItemProperty rp Clear-ItemProperty clp", parameters: PROPERTY, positions: "Path Name", run: (call) => change(call, "delete") },
  { names: "Set-Item si", parameters: PROPERTY, positions: "Path Value", run: (call) => change(call, "set") },
]; // biome-ignore format: one row a line

function change(call: CmdletCall, action: "set" | "delete"): Value {
  const name = textOf(call.value("Name"));
  const value = textOf(call.value("Value"));
  for (const path of pathsOf(call)) {
    const other = providerOf(path.text);
    if (other?.provider === "registry")
      for (const draft of registryDrafts(action, other.path, name, value)) call.note(draft);
    else if (other?.provider === "env")
      call.session.variables.set(`env:${other.path.toLowerCase()}`, call.value("Value") ?? NOTHING);
    else if (other === undefined && call.name !== "set-item" && call.name !== "si") {
      call.note({ kind: "write", target: call.path(path), how: "modify" });
    }
  }
  return NOTHING;
}
