import { table, tableActs } from "./cloud-table.ts";
import type { OptionSyntax } from "./options.ts";
import type { Program } from "./program.ts";
import { orEmpty } from "./text-of.ts";

/** A service's own command line: what its sub-commands do, as a table (see cloud-table.ts). */
interface ServiceRow {
  readonly names: readonly string[];
  /** The service; its program's name where it has none. */
  readonly provider?: string;
  /** Options of its own that take a value before or between the sub-commands, and those that the table asks for. */
  readonly options?: string;
  readonly style?: OptionSyntax["style"];
  readonly dryRun?: string | readonly string[];
  readonly commonWord?: true;
  readonly lines: string;
}

/** Options with a value that most of these command lines share. */
const COMMON =
  "--project= --org= --organization= --team= --account= --profile= --config= --host= --server= --url= --endpoint= --region= --output= --format= --token= --api-key= --api-token= --access-token= --name= --id= --environment= --namespace= --timeout= --log-level= -y|--yes --force --json --debug --dry-run";

export function serviceRows(rows: readonly ServiceRow[]): readonly Program[] {
  return rows.map(
    ({ names, provider = orEmpty(names[0]), options = "", style, dryRun = "dry-run", commonWord, lines }) => ({
      names,
      options: `${COMMON} ${options}`,
      dryRun,
      acts: tableActs(provider, table(lines)),
      ...(style === undefined ? {} : { style }),
      ...(commonWord === undefined ? {} : { commonWord }),
    }),
  );
}
