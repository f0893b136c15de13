import { fileURLToPath } from "node:url";
import { compilePacks } from "./build.ts";
import type { CompiledRules } from "./compiled.ts";

/** `#rules` when the sources run as they are: the packs are read here; the build puts their compiled form in its place. */
const rules: CompiledRules = await compilePacks(fileURLToPath(new URL("../../rules/", import.meta.url)));

export default rules;
