import { describe, expect, test } from "vitest";
import { cloudLines as cloud, NOTHING } from "./cloud-lines.ts";
import { effectsOf, ofKind } from "./effects.ts";

describe("terraform, tofu and terragrunt", () => {
  test.each([
    ["terraform plan -destroy", NOTHING],
    ["terraform destroy -h", NOTHING],
    ["terraform destroy", ["terraform delete stack ."]],
    ["terraform -chdir=envs/prod destroy", ["terraform delete stack envs/prod production"]],
    ["terraform destroy --auto-approve", ["terraform delete stack . +unattended"]],
    ["terraform destroy -auto-approve=false", ["terraform delete stack ."]],
    ["terraform destroy -target module.a", ["terraform delete stack module.a +targeted"]],
    ["terraform apply -destroy", ["terraform delete stack ."]],
    ["terraform apply -var destroy -var-file destroy.tfvars", ["terraform apply stack ."]],
    ["terraform apply tfplan", ["terraform apply stack . +planned"]],
    ["terraform apply -input=false -auto-approve", ["terraform apply stack . +unattended"]],
    ["tofu state rm a.b", ["terraform delete state a.b"]],
    ["tofu state list", NOTHING],
    ["terraform init -migrate-state", NOTHING],
    ["terraform workspace delete -force dev", ["terraform delete workspace dev"]],
    ["TF_WORKSPACE=prod terraform destroy", ["terraform delete stack . production"]],
    ["terragrunt run-all plan", NOTHING],
    ["terragrunt run-all destroy", ["terraform delete stack  all"]],
    ["terragrunt run --all -- destroy", ["terraform delete stack  all +unattended"]],
    ["terragrunt destroy --all", ["terraform delete stack . all"]],
    ["cdktf deploy --auto-approve", ["terraform apply stack  +unattended"]],
  ])("%s", (command, wanted) => expect(cloud(command)).toEqual(wanted));
});

describe("stacks, clusters and schedulers", () => {
  test.each([
    ["pulumi -C destroy preview", NOTHING],
    ["pulumi destroy -y -s acme/prod", ["pulumi delete stack  production +unattended"]],
    ["pulumi up", ["pulumi apply stack "]],
    ["pulumi up --preview-only", NOTHING],
    ["pulumi stack rm dev", ["pulumi delete stack dev +state-only"]],
    ["pulumi stack rm dev --force", ["pulumi purge stack dev"]],
    ["cdk deploy --require-approval never", ["aws apply stack  +unattended"]],
    ["cdk deploy --require-approval broadening", ["aws apply stack  +minor"]],
    ["npx cdk destroy --force", ["aws delete stack  +unattended"]],
    ["sls deploy --stage remove", NOTHING],
    ["eksctl delete cluster --name a", ["aws delete cluster a"]],
    ["kops delete cluster --name a", NOTHING],
    ["kops delete cluster --name a --yes", ["kubernetes delete cluster a +unattended"]],
    ["nomad job stop -purge web", ["nomad purge workload web"]],
    ["nomad job status web", NOTHING],
    ["argocd app sync web", NOTHING],
    ["argocd app sync web --prune", ["argocd prune manifest web"]],
    ["velero backup create nightly", NOTHING],
    ["velero backup delete nightly", ["velero delete backup nightly"]],
  ])("%s", (command, wanted) => expect(cloud(command)).toEqual(wanted));
});

describe("commands that configuration management runs", () => {
  const remote = (command: string) =>
    ofKind(effectsOf(command), "delete").map(
      (effect) => `${effect.where} ${effect.target.path}${effect.elevated ? " elevated" : ""}`,
    );
  test.each([
    ["ansible web -m shell -a 'rm -rf /x'", ["remote /x"]],
    ["ansible web -i hosts -b -m ansible.builtin.command -a 'chdir=/srv rm -rf /x'", ["remote /x elevated"]],
    ["ansible web -a 'rm -rf /x'", ["remote /x"]],
    ["ansible web -m file -a 'path=/x state=absent'", ["remote /x"]],
    ["ansible web -m file -a 'path=/x state=directory'", NOTHING],
    ["ansible web -m shell -a 'rm -rf /x' --check", NOTHING],
    ["ansible web -m debug -a 'msg=rm'", NOTHING],
    ["salt '*' cmd.run 'rm -rf /x'", ["remote /x elevated"]],
    ["salt-call cmd.run 'rm -rf /x'", ["remote /x elevated"]],
    ["salt '*' test.ping", NOTHING],
    ["knife ssh 'role:web' 'rm -rf /x'", ["remote /x"]],
  ])("%s", (command, wanted) => expect(remote(command)).toEqual(wanted));
});
