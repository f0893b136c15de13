export const SHELLS = ["bash", "zsh", "fish", "powershell"] as const;
export type Shell = (typeof SHELLS)[number];

export interface Word {
  readonly word: string;
  readonly about: string;
}

/** What can follow a command: its path of names is empty for the program itself. */
export interface CommandWords {
  readonly path: readonly string[];
  readonly subcommands: readonly Word[];
  readonly options: readonly (Word & { readonly takesValue: boolean })[];
}

const NAME = "clampd-guard";

/** The completion script of a shell. It holds every word itself, so that completing starts no process. */
export function completionScript(shell: Shell, commands: readonly CommandWords[]): string {
  return { bash, zsh, fish, powershell }[shell](commands);
}

function wordsAfter({ subcommands, options }: CommandWords): readonly Word[] {
  return [...subcommands, ...options.filter((option) => option.word !== "")];
}

/** Names that stand for a path: only names of the tree, so no shell needs them quoted. */
function key({ path }: CommandWords): string {
  return path.join(" ");
}

function bash(commands: readonly CommandWords[]): string {
  const cases = commands.map(
    (each) =>
      `    "${key(each)}") words="${wordsAfter(each)
        .map(({ word }) => word)
        .join(" ")}" ;;`,
  );
  return `# bash completion of ${NAME}
_clampd_guard() {
  local current="\${COMP_WORDS[COMP_CWORD]}" path="" words="" word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$path\${path:+ }$word" in
      ${known(commands)}) path="$path\${path:+ }$word" ;;
    esac
  done
  case "$path" in
${cases.join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _clampd_guard ${NAME}
`;
}

function zsh(commands: readonly CommandWords[]): string {
  const cases = commands.map((each) => {
    const pairs = wordsAfter(each).map(({ word, about }) => `'${zshText(word)}:${zshText(about)}'`);
    return `    "${key(each)}") found=(${pairs.join(" ")}) ;;`;
  });
  return `#compdef ${NAME}
# zsh completion of ${NAME}
_clampd_guard() {
  local so_far="" word
  local -a found
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$so_far\${so_far:+ }$word" in
      ${known(commands)}) so_far="$so_far\${so_far:+ }$word" ;;
    esac
  done
  case "$so_far" in
${cases.join("\n")}
  esac
  _describe '${NAME}' found || _files
}
compdef _clampd_guard ${NAME}
`;
}

function known(commands: readonly CommandWords[]): string {
  return commands
    .filter(({ path }) => path.length > 0)
    .map((each) => `"${key(each)}"`)
    .join("|");
}

function zshText(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll(":", "\\:").replaceAll("'", "'\\''");
}

function fish(commands: readonly CommandWords[]): string {
  const lines = commands.flatMap((each) => {
    const condition =
      each.path.length === 0
        ? "__fish_use_subcommand"
        : each.path.map((name) => `__fish_seen_subcommand_from ${name}`).join("; and ");
    const subcommands = each.subcommands.map(({ word, about }) => {
      const others =
        each.path.length === 0
          ? ""
          : `; and not __fish_seen_subcommand_from ${each.subcommands.map((other) => other.word).join(" ")}`;
      return `complete -c ${NAME} -n '${condition}${others}' -f -a ${word} -d '${fishText(about)}'`;
    });
    const options = each.options
      .filter(({ word }) => word.startsWith("--"))
      .map(
        ({ word, about, takesValue }) =>
          `complete -c ${NAME} -n '${condition}' -l ${word.slice(2)}${takesValue ? " -r" : ""} -d '${fishText(about)}'`,
      );
    return [...subcommands, ...options];
  });
  return `# fish completion of ${NAME}\n${lines.join("\n")}\n`;
}

function fishText(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("'", "\\'");
}

function powershell(commands: readonly CommandWords[]): string {
  const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;
  const rows = commands.map(
    (each) =>
      `    ${quoted(key(each))} = @(${wordsAfter(each)
        .map(({ word, about }) => `@(${quoted(word)}, ${quoted(about)})`)
        .join(", ")})`,
  );
  return `# PowerShell completion of ${NAME}
Register-ArgumentCompleter -Native -CommandName ${NAME} -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $words = @{
${rows.join("\n")}
  }
  $path = ''
  foreach ($element in $commandAst.CommandElements | Select-Object -Skip 1) {
    if ($element.Extent.EndOffset -ge $cursorPosition) { break }
    $next = "$path $element".Trim()
    if ($words.ContainsKey($next)) { $path = $next }
  }
  foreach ($pair in $words[$path]) {
    if ($pair[0] -like "$wordToComplete*") {
      [System.Management.Automation.CompletionResult]::new($pair[0], $pair[0], 'ParameterValue', $pair[1])
    }
  }
}
`;
}
