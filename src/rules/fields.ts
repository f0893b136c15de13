import type {
  DeleteEffect,
  Effect,
  EffectKind,
  EffectOf,
  NetworkEffect,
  PermissionEffect,
  ReadEffect,
  RunCodeEffect,
  Scope,
  SendEffect,
  WriteEffect,
} from "../model/effect.ts";

/**
 * What a rule may ask of a field.
 * word: one string. words: several strings. flag: true or false. text: free text. path: path globs. host: host patterns.
 * `values` closes the set of words: a rule that names another one is refused.
 */
export interface Field {
  readonly type: "word" | "words" | "flag" | "text" | "path" | "host";
  readonly values?: readonly string[];
}

/** Lists a closed union; the type checker refuses both a missing and a surplus member. */
function closed<T extends string>(members: Record<T, 1>): readonly string[] {
  return Object.keys(members);
}

const scopes = closed<Scope>({
  workspace: 1,
  "workspace-root": 1,
  "build-output": 1,
  vcs: 1,
  temp: 1,
  "temp-root": 1,
  home: 1,
  "home-root": 1,
  "other-home": 1,
  system: 1,
  "system-root": 1,
  root: 1,
  device: 1,
  null: 1,
  outside: 1,
  remote: 1,
  unknown: 1,
});

const word: Field = { type: "word" };
const words: Field = { type: "words" };
const flag: Field = { type: "flag" };
const text: Field = { type: "text" };
const one = (values: readonly string[]): Field => ({ type: "word", values });

/** Of a PathTarget in `target`. */
const place = {
  scope: one(scopes),
  class: words,
  path: { type: "path" },
  glob: flag,
  ifEmpty: one(scopes),
} as const satisfies Record<string, Field>;

/** Of a HostTarget in `target` or `host`. */
const remote = { host: { type: "host" }, hostClass: words, url: text } as const satisfies Record<string, Field>;

type Asked = string | boolean | readonly string[];
type Own<E> = { [P in keyof E]-?: NonNullable<E[P]> extends Asked ? P : never }[keyof E];
type BaseName = "kind" | "certainty" | "by" | "elevated" | "where" | "tags";
type Short =
  | keyof typeof place
  | keyof typeof remote
  | "sourceScope"
  | "sourceClass"
  | "sourcePath"
  | "fileScope"
  | "fileClass"
  | "filePath";

/** Fields that every kind has. */
const baseFields: Readonly<Record<Exclude<BaseName, "kind">, Field>> = {
  certainty: one(closed<Effect["certainty"]>({ known: 1, dynamic: 1, unknown: 1 })),
  by: word,
  elevated: flag,
  where: one(closed<Effect["where"]>({ local: 1, remote: 1, container: 1 })),
  tags: words,
};

/** The fields of each kind beside the base fields; a field that the model gains must be added here to compile. */
const ownFields = {
  delete: {
    ...place,
    recursive: flag,
    how: one(closed<DeleteEffect["how"]>({ remove: 1, "move-away": 1, overwrite: 1, empty: 1 })),
  },
  write: {
    ...place,
    how: one(closed<WriteEffect["how"]>({ create: 1, append: 1, truncate: 1, modify: 1, link: 1, mkdir: 1 })),
    content: text,
    sourceScope: one(scopes),
    sourceClass: words,
    sourcePath: { type: "path" },
  },
  read: {
    ...place,
    recursive: flag,
    how: one(closed<ReadEffect["how"]>({ content: 1, search: 1, list: 1, metadata: 1 })),
  },
  execute: { ...place, program: word, args: words },
  "run-code": {
    ...place,
    ...remote,
    language: word,
    source: one(
      closed<RunCodeEffect["source"]>({
        inline: 1,
        remote: 1,
        decoded: 1,
        file: 1,
        stdin: 1,
        variable: 1,
        unknown: 1,
      }),
    ),
    text,
  },
  send: {
    ...remote,
    data: one(closed<SendEffect["data"]>({ file: 1, text: 1, environment: 1, output: 1, unknown: 1 })),
    method: word,
    text,
    fileScope: { type: "words", values: scopes },
    fileClass: words,
    filePath: { type: "path" },
  },
  fetch: { ...remote, method: word },
  network: {
    ...remote,
    action: one(
      closed<NetworkEffect["action"]>({
        listen: 1,
        tunnel: 1,
        "reverse-shell": 1,
        "bind-shell": 1,
        connect: 1,
        scan: 1,
        dns: 1,
        sniff: 1,
        spoof: 1,
        flood: 1,
      }),
    ),
  },
  permission: {
    ...place,
    recursive: flag,
    change: one(
      closed<PermissionEffect["change"]>({
        "world-writable": 1,
        "world-readable": 1,
        setuid: 1,
        "no-access": 1,
        executable: 1,
        owner: 1,
        acl: 1,
        immutable: 1,
        mode: 1,
      }),
    ),
    value: word,
  },
  git: { action: word, object: word, value: text, protected: flag, tool: word },
  database: { action: word, object: word, name: word, engine: word, production: flag },
  cloud: { provider: word, action: word, resource: word, name: word, all: flag, production: flag },
  system: { action: word, object: word },
  persist: { mechanism: word, object: word, remove: flag },
  privilege: { action: word, object: word },
  install: { ...remote, manager: word, source: word, packages: words, global: flag },
  "stop-process": { object: word, all: flag },
  "spawn-agent": { agent: word, unguarded: flag },
  environment: {
    name: word,
    value: text,
    action: word,
  },
  guard: { action: word },
  text: { role: word, key: word, text },
  "call-tool": { server: word, tool: word, verb: word },
  unknown: { reason: word, detail: text },
} as const satisfies {
  readonly [K in EffectKind]: Record<Exclude<Own<EffectOf<K>>, BaseName>, Field> & Partial<Record<Short, Field>>;
};

export const effectKinds = Object.keys(ownFields) as readonly EffectKind[];

export function isEffectKind(name: string): name is EffectKind {
  return Object.hasOwn(ownFields, name);
}

/** All fields that a rule may ask of a kind, base fields included. */
export function fieldsOf(kind: EffectKind): Readonly<Record<string, Field>> {
  return { ...baseFields, ...ownFields[kind] };
}
