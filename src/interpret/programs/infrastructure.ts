import { ANSIBLE } from "./infrastructure-ansible.ts";
import { STACKS } from "./infrastructure-stacks.ts";
import { TERRAFORM } from "./infrastructure-terraform.ts";
import { VAULT } from "./infrastructure-vault.ts";
import type { Program } from "./program.ts";

/** What describes infrastructure as code, configures machines and schedules work on them. */
export const INFRASTRUCTURE: readonly Program[] = [...TERRAFORM, ...STACKS, ...VAULT, ...ANSIBLE];
