import { ECTO_ACTS } from "./databases-migrations.ts";
import type { Program } from "./program.ts";
import { textOf } from "./text-of.ts";

/** A change to a package at its registry, for everyone. */
export const published = (provider: string, action = "publish", resource = "package") =>
  ({ kind: "cloud", provider, action, resource, name: "", all: false, production: false }) as const;

/** Programs that bring packages to a registry and do little else. */
export const PUBLISHERS: readonly Program[] = [
  {
    names: ["mix"],
    options: "--only= -r|--repo= --force --yes --dry-run --revert= --organization= --all -n|--step= --to=",
    acts: [
      ...ECTO_ACTS,
      { sub: "hex.publish", without: "dry-run", does: { ...published("hex"), name: "." } },
      { sub: ["hex.retire", "hex.unpublish"], does: published("hex", "unpublish") },
    ],
  },
  {
    names: ["dart", "flutter"],
    options: "-n|--dry-run -f|--force -d= -t= --release --directory= -C=",
    acts: [{ sub: "pub publish|lish", without: "dry-run", does: { ...published("pub"), name: "." } }],
  },
  {
    names: ["vsce", "ovsx"],
    options: "-p|--pat= -i|--packagePath= --pre-release -o= -t=",
    acts: [
      { sub: "publish", does: { ...published("vscode"), name: "." } },
      { sub: "unpublish", does: published("vscode", "unpublish") },
    ],
  },
  {
    names: ["pod"],
    options: "--allow-warnings --verbose --repo-update --silent",
    acts: [
      { sub: ["trunk push", "repo push"], does: published("cocoapods") },
      { sub: "trunk delete|deprecate", does: published("cocoapods", "unpublish") },
    ],
  },
  {
    names: ["luarocks", "cpan", "cpanm", "cabal", "stack", "opam", "nimble", "zig", "conan", "vcpkg", "raco", "elm"],
    options: "--server= --api-key= -f= -j= --git= --publish",
    acts: [
      {
        sub: ["upload"],
        if: (run) => run.name === "luarocks" || (run.name === "cabal" && run.has("publish")),
        does: (run, rest) => ({ ...published(run.name), name: textOf(rest[0]) }),
      },
    ],
  },
];
