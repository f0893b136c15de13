import { z } from "zod";

/** The shape of a rule file. What `when` may ask of which effect is checked by `clauses.ts`, after this. */

const label = z.array(z.string().min(1)).default([]);
const prose = z.string().trim().min(1);
const ruleId = z
  .string()
  .regex(/^[a-z][a-z0-9-]*(\.[a-z0-9][a-z0-9-]*)+$/u, 'write it as "category.name" in lower case, digits and hyphens');

const world = {
  /** Where the call starts; the workspace's root when absent. */
  cwd: z.string().optional(),
  agent: z.string().optional(),
  /** Files that exist, by path; relative ones lie in the workspace. */
  files: z.record(z.string(), z.string()).optional(),
  /** Folders that exist beside those of the files. */
  folders: z.array(z.string()).optional(),
  /** Symbolic links: path → what it points to. */
  links: z.record(z.string(), z.string()).optional(),
  git: z.strictObject({ branch: z.string().optional(), linkedWorktree: z.boolean().optional() }).optional(),
  env: z.record(z.string(), z.string()).optional(),
  platform: z.enum(["linux", "darwin", "win32"]).optional(),
};

const commandExample = z.strictObject({
  command: z.string(),
  shell: z.enum(["bash", "zsh", "powershell", "cmd"]).default("bash"),
  ...world,
});
const toolExample = z.strictObject({ tool: z.string(), input: z.record(z.string(), z.unknown()), ...world });

const example = z.union([z.string().min(1), commandExample, toolExample], {
  error: 'write a command as a string, or {command = "…", shell = "…"}, or {tool = "…", input = {…}}',
});

export const ruleSchema = z.strictObject({
  id: ruleId,
  title: prose,
  loses: prose,
  severity: z.enum(["critical", "high", "medium", "low"]),
  catastrophic: z.boolean().default(false),
  exemptable: z.boolean().default(true),
  maturity: z.enum(["sandbox", "incubating", "stable", "deprecated"]),
  labels: z.strictObject({ owasp: label, attack: label, atlas: label, cwe: label }).partial().default({}),
  when: z.record(z.string(), z.unknown()),
  unless: z.union([z.record(z.string(), z.unknown()), z.array(z.record(z.string(), z.unknown()))]).optional(),
  advice: prose,
  better: z.union([example, z.array(example)]).optional(),
  tuning: prose.optional(),
  falsepositives: z.union([prose, z.array(prose)]).optional(),
  examples: z.strictObject({ stop: z.array(example).min(1), leave: z.array(example).min(1) }),
});

/** What ships says more: one example can be met by chance, and every rule is somebody's false alarm. */
const two = z.array(example).min(2, "write at least two, near misses among them");
export const builtinRuleSchema = ruleSchema.extend({ examples: z.strictObject({ stop: two, leave: two }) });

/** Of a user's rule, missing examples are only reported. */
export const userRuleSchema = ruleSchema.extend({
  examples: z
    .strictObject({ stop: z.array(example), leave: z.array(example) })
    .partial()
    .transform(filled)
    .prefault({}),
});

function filled<T>({ stop = [], leave = [] }: { stop?: T[] | undefined; leave?: T[] | undefined }): {
  stop: T[];
  leave: T[];
} {
  return { stop, leave };
}

export const packSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/u, "write it in lower case, digits and hyphens"),
  title: prose,
  version: z.string().regex(/^\d+\.\d+\.\d+$/u, 'write a semantic version such as "1.0.0"'),
  category: z.string().regex(/^[a-z][a-z0-9-]*$/u, "write it in lower case, digits and hyphens"),
});

/** Header and rules are checked one by one, so that one error does not hide another. */
export const fileSchema = z.strictObject({ pack: z.unknown(), rule: z.array(z.unknown()).min(1) });

export type Example = z.output<typeof example>;
export type RuleSource = z.output<typeof ruleSchema>;
export type PackHeader = z.output<typeof packSchema>;
