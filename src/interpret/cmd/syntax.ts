export interface CmdWord {
  /** Carets and quotes removed; `%X%` and `!X!` are still to be replaced. */
  readonly text: string;
  readonly quoted: boolean;
  readonly start: number;
  readonly end: number;
}

export interface CmdRedirection {
  readonly kind: "in" | "truncate" | "append";
  readonly stream: string;
  readonly target: CmdWord;
}

export type CmdNode =
  | {
      readonly type: "command";
      readonly words: readonly [CmdWord, ...CmdWord[]];
      readonly redirections: readonly CmdRedirection[];
      /** The text after the command's name, carets removed. */
      readonly tail: string;
      readonly start: number;
      readonly end: number;
    }
  | { readonly type: "list"; readonly items: readonly CmdNode[]; readonly redirections: readonly CmdRedirection[] }
  | { readonly type: "pipe"; readonly stages: readonly CmdNode[] }
  | { readonly type: "if"; readonly branches: readonly CmdNode[] }
  | {
      readonly type: "for";
      readonly flags: readonly string[];
      /** The folder or the options that follow a flag. */
      readonly option: string;
      readonly variable: string;
      readonly items: readonly CmdWord[];
      readonly set: string;
      readonly body: CmdNode | undefined;
      readonly start: number;
      readonly end: number;
    };
