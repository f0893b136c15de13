import { cloud, firstLine, lineDraft, table, tableActs } from "./cloud-table.ts";
import type { Invocation, Program } from "./program.ts";
import { textOf } from "./text-of.ts";

// Terraform CLI documentation (1.x), OpenTofu and Terragrunt: options have one dash, and two are read alike.

const OPTIONS =
  "-chdir= -auto-approve -var= -var-file= -target= -replace= -exclude= -state= -state-out= -backup= -lock= -lock-timeout= -parallelism= -input= -no-color -compact-warnings -destroy -refresh-only -refresh= -out= -json -force -reconfigure -migrate-state -force-copy -upgrade -backend= -backend-config= -get= -plugin-dir= -lockfile= -detailed-exitcode -raw -generate-config-out= -allow-missing -ignore-remote-version -dry-run -filter= -verbose -test-directory= -concise -show-sensitive -help|-h";

const LINES = table(`
none stack: apply -refresh-only
delete stack +unattended: destroy -auto-approve, apply -destroy -auto-approve
delete stack: destroy, apply -destroy, apply @*destroy*.tfplan
apply stack +unattended: apply -auto-approve
apply stack +planned: apply @*plan*|*.out|*.bin
apply stack: apply
purge state: state push
delete state: state rm|remove
modify state +minor: state mv|replace-provider
delete workspace: workspace delete
unlock state: force-unlock
modify state +taint: taint|untaint
modify state +migrate: init -force-copy, init -migrate-state -force-copy
read-secret secret: output -show-sensitive, output -raw @*password*|*secret*|*token*|*_key|*private*|*credential*|*kubeconfig*
`);

const TERRAGRUNT = table(`
delete stack +all +unattended: run-all|destroy-all destroy -auto-approve, destroy-all, run-all destroy --terragrunt-non-interactive, run-all destroy -non-interactive, run --all destroy
delete stack +all: run-all destroy, stack run destroy
apply stack +all +unattended: run-all apply, apply-all, stack run apply
delete state: state rm
`);

const CDKTF = table(`
delete stack +unattended: destroy --auto-approve
delete stack: destroy
apply stack +unattended: deploy|apply --auto-approve
apply stack: deploy|apply
`);

export const TERRAFORM: readonly Program[] = [
  {
    names: ["terraform", "tofu", "tf", "opentofu"],
    options: OPTIONS,
    style: "single",
    run: (run) => {
      act(run);
      return undefined;
    },
  },
  {
    names: ["terragrunt"],
    options: `${OPTIONS} -terragrunt-non-interactive -non-interactive -terragrunt-working-dir= -working-dir= -terragrunt-config= -config= -all -graph -terragrunt-include-dir= -terragrunt-exclude-dir= -queue-include-dir= -queue-exclude-dir= -terragrunt-parallelism= -terragrunt-log-level= -log-level= -terragrunt-source= -no-auto-approve -terragrunt-no-auto-approve`,
    style: "single",
    run: (run) => {
      const texts = run.operands.map((field) => field.text);
      // `terragrunt run [--all] -- destroy` is `terragrunt destroy`.
      const view = texts[0] === "run" ? { ...run, operands: run.operands.slice(1) } : run;
      const found = firstLine(TERRAGRUNT, run);
      if (found !== undefined) {
        const draft = lineDraft("terraform", TERRAGRUNT, run, run);
        if (draft !== undefined) run.emit(draft);
      } else act(view, run.has("all"));
      return undefined;
    },
  },
  {
    names: ["cdktf"],
    options:
      "-a|--app= -o|--output= --auto-approve --ignore-missing-stack-dependencies --parallelism= --no-color --skip-synth --var= --var-file=",
    acts: tableActs("terraform", CDKTF),
  },
];

function act(run: Invocation, all = false): void {
  const found = firstLine(LINES, run);
  if (found === undefined) return;
  const [line, rest] = found;
  if (line.action === "none") return;
  const tags = [...line.tags, ...(run.value("target") === undefined ? [] : ["targeted"])];
  // `-auto-approve=false` asks as before.
  const asks = run.value("auto-approve")?.text === "false";
  run.emit(
    cloud(run, "terraform", line.action, line.resource, {
      name:
        line.action === "apply" || line.resource === "stack"
          ? (run.value("chdir", "target")?.text ?? ".")
          : textOf(rest[0]),
      all,
      tags: asks ? tags.filter((tag) => tag !== "unattended") : tags,
    }),
  );
}
