import type { Cmdlet } from "../cmdlet.ts";
import { ACCOUNT_CMDLETS } from "./accounts.ts";
import { CLOUD_CMDLETS } from "./clouds.ts";
import { CODE_CMDLETS } from "./code.ts";
import { CONTENT_CMDLETS } from "./content.ts";
import { FILE_CMDLETS } from "./files.ts";
import { PIPELINE_CMDLETS } from "./pipeline.ts";
import { REGISTRY_CMDLETS } from "./properties.ts";
import { SYSTEM_CMDLETS } from "./system.ts";
import { WEB_CMDLETS } from "./web.ts";

const FAMILIES = () => [
  FILE_CMDLETS,
  CONTENT_CMDLETS,
  PIPELINE_CMDLETS,
  CODE_CMDLETS,
  WEB_CMDLETS,
  REGISTRY_CMDLETS,
  SYSTEM_CMDLETS,
  ACCOUNT_CMDLETS,
  CLOUD_CMDLETS,
];

let byName: Map<string, Cmdlet> | undefined;

/** The row of a cmdlet's name or alias in lower case. */
export function findCmdlet(name: string): Cmdlet | undefined {
  if (byName === undefined) {
    byName = new Map();
    for (const row of FAMILIES().flat())
      for (const one of row.names.split(" ")) if (!byName.has(one.toLowerCase())) byName.set(one.toLowerCase(), row);
  }
  return byName.get(name);
}
