import { VERSION } from "../version.ts";
import { print, printJson } from "./print.ts";
import type { Register } from "./register.ts";

export const registerVersion: Register = (program) => {
  program
    .command("version")
    .option("--json", "as JSON")
    .action((options: { readonly json?: boolean }) => {
      const facts = { version: VERSION, platform: `${process.platform}-${process.arch}`, node: process.versions.node };
      if (options.json === true) printJson(facts);
      else print(`clampd-guard ${facts.version} (${facts.platform}, Node ${facts.node})`);
    });
};
