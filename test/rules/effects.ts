import type { DeleteEffect, Effect, HostTarget, PathTarget, SendEffect, WriteEffect } from "../../src/model/effect.ts";
import type { MatchContext } from "../../src/rules/evaluate.ts";

export const context: MatchContext = {
  text: "the text of the call",
  home: "/home/dev",
  workspace: ["/home/dev/project"],
  foldsCase: false,
  detectors: {},
  redact: (text) => text,
};

export const base = {
  certainty: "known",
  span: { start: 0, end: 8 },
  by: "rm",
  elevated: false,
  where: "local",
  tags: [],
} as const;

export function place(path: string, more: Partial<PathTarget> = {}): PathTarget {
  return { raw: path, path, scope: "workspace", classes: [], glob: false, ...more };
}

export function host(name: string, more: Partial<HostTarget> = {}): HostTarget {
  return { raw: name, host: name, classes: [], ...more };
}

export function deletes(path: string, more: Partial<PathTarget> & Partial<Omit<DeleteEffect, "target">> = {}): Effect {
  const { scope = "workspace", classes = [], glob = false, ifEmpty, ...rest } = more;
  return {
    kind: "delete",
    recursive: false,
    how: "remove",
    ...base,
    ...rest,
    target: place(path, { scope, classes, glob, ifEmpty }),
  };
}

export function writes(path: string, more: Partial<WriteEffect> = {}): Effect {
  return { kind: "write", how: "create", ...base, target: place(path), ...more };
}

export function sends(name: string, more: Partial<SendEffect> = {}): Effect {
  return { kind: "send", data: "text", files: [], method: "POST", ...base, target: host(name), ...more };
}
