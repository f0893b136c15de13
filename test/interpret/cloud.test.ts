import { describe, expect, test } from "vitest";
import { firstLine, table, viewOf } from "../../src/interpret/programs/cloud-table.ts";
import { isMinor, resourceOf, saysProduction } from "../../src/interpret/programs/cloud-words.ts";
import { CLEAN } from "../../src/interpret/shell/value.ts";
import { cloudLines as cloud, NOTHING } from "./cloud-lines.ts";
import { effectsOf, ofKind } from "./effects.ts";

const fields = (text: string) =>
  text.split(" ").map((word) => ({ text: word, quoted: false, glob: false, taint: CLEAN, span: { start: 0, end: 0 } }));

describe("lines of a table", () => {
  const lines = table(`
delete thing +forced: things rm|delete --force, thing drop !--keep
none thing: things rm --local
expose thing: things open --to=*|any
stop thing: things * @*-all
`);
  test.each([
    ["things rm x --force", "delete"],
    ["things RM x --force", "delete"],
    ["things rm x", undefined],
    ["thing drop x", "delete"],
    ["thing drop x --keep", undefined],
    ["things rm x --local", "none"],
    ["things open x --to *", "expose"],
    ["things open x --to any", "expose"],
    ["things open x --to me", undefined],
    ["things halt x-all", "stop"],
    ["things", undefined],
  ])("%s", (command, action) =>
    expect(firstLine(lines, viewOf(fields(command), { options: "--to= --force" }))?.[0].action).toBe(action),
  );
});

describe("names that say production", () => {
  test.each(["prod", "shop-prod", "prod_db", "PRODUCTION", "envs/prod", "production.tfvars", "eu-prd-1", "shop/live"])(
    "%s does",
    (name) => expect(saysProduction(name)).toBe(true),
  );
  test.each(["product", "products-dev", "non-prod", "preprod", "nonprod", "reproduce", "live-chat", "dev", ""])(
    "%s does not",
    (name) => expect(saysProduction(name)).toBe(false),
  );
});

describe("words of services name a resource", () => {
  test.each([
    ["rds db-snapshot", "backup"],
    ["ec2 instances", "instance"],
    ["opensearch domain", "database"],
    ["route53domains domain", "domain"],
    ["pubsub subscriptions", "queue"],
    ["apigateway rest-api", "resource"],
    ["ec2 internet-gateway", "network"],
    ["cloudtrail trail", "audit"],
    ["something else", "resource"],
  ])("%s: %s", (words, resource) => expect(resourceOf(words)).toBe(resource));
  test("items, tags and jobs are minor, tables are not", () => {
    expect(["dynamodb item", "ec2 tags", "glue job"].every(isMinor)).toBe(true);
    expect(isMinor("dynamodb table")).toBe(false);
  });
});

describe("aws", () => {
  test.each([
    ["aws --profile delete-me ec2 describe-instances", NOTHING],
    ["aws --region eu-west-1 ec2 terminate-instances --instance-ids i-1", ["aws delete instance i-1"]],
    ["aws ec2 terminate-instances --instance-ids i-1 --profile prod", ["aws delete instance i-1 production"]],
    ["AWS_PROFILE=prod aws ec2 terminate-instances --instance-ids i-1", ["aws delete instance i-1 production"]],
    ["export AWS_PROFILE=prod; aws ec2 terminate-instances --instance-ids i-1", ["aws delete instance i-1 production"]],
    ["aws ec2 terminate-instances --instance-ids i-1 --dry-run", NOTHING],
    ["aws ec2 terminate-instances help", NOTHING],
    ["aws s3 rm s3://b --recursive", ["aws purge bucket s3://b"]],
    ["aws s3 rm --recursive s3://b/p/", ["aws delete object s3://b/p/ all"]],
    ["aws s3 rm s3://b/k", ["aws delete object s3://b/k +minor"]],
    ["aws s3 rm s3://b --recursive --exclude '*' --include 'a*'", ["aws delete object s3://b all"]],
    ["aws s3 rm s3://b --recursive --dryrun", NOTHING],
    ["aws s3 sync dist s3://b --delete", ["aws delete object s3://b all +minor"]],
    ["aws s3 sync . s3://b --delete", ["aws delete object s3://b all +sync"]],
    ["aws s3 sync . s3://b", NOTHING],
    ["aws --endpoint-url http://localhost:4566 s3 rb s3://b --force", NOTHING],
    ["aws --endpoint-url https://s3.example.com s3 rb s3://b --force", ["aws purge bucket s3://b"]],
    [
      "aws rds delete-db-instance --db-instance-identifier x --skip-final-snapshot",
      ["aws purge database x +no-backup"],
    ],
    ["aws rds delete-db-instance --db-instance-identifier x", ["aws delete database x"]],
    ["aws dynamodb delete-item --table-name t --key k", ["aws delete database t +minor"]],
    ["aws lambda add-permission --function-name f --principal '*'", ["aws expose function f"]],
    ["aws lambda add-permission --function-name f --principal s3.amazonaws.com", ["aws grant policy f"]],
    ["aws ec2 authorize-security-group-ingress --group-id sg-1 --cidr 0.0.0.0/0", ["aws expose firewall sg-1"]],
    ["aws ec2 authorize-security-group-ingress --group-id sg-1 --cidr 10.0.0.0/0", ["aws modify firewall sg-1 +minor"]],
    ["aws ecr get-login-password", NOTHING],
    ["aws ssm get-parameter --name /a", NOTHING],
    ["aws ssm get-parameter --name /a --with-decryption", ["aws read-secret secret /a"]],
    ["aws s3api put-bucket-acl --bucket b --acl private", NOTHING],
    ["aws s3api put-bucket-acl --bucket b --acl public-read", ["aws expose bucket b"]],
    ["aws ecs stop-task --task t", ["aws stop cluster t +minor"]],
  ])("%s", (command, wanted) => expect(cloud(command)).toEqual(wanted));

  test("an upload sends the file, and a remote command runs there", () => {
    expect(ofKind(effectsOf("aws s3 cp .env s3://b/x"), "send")[0]).toMatchObject({
      target: { host: "b.s3.amazonaws.com" },
      data: "file",
      files: [{ raw: ".env" }],
    });
    const sent = ofKind(
      effectsOf(
        `aws ssm send-command --document-name AWS-RunShellScript --parameters '{"commands":["cd /","rm -rf x"]}'`,
      ),
      "delete",
    );
    expect(sent[0]).toMatchObject({ where: "remote", target: { path: "/x" } });
  });
});

describe("gcloud, az and other clouds", () => {
  test.each([
    ["gcloud --project delete compute instances list", NOTHING],
    ["gcloud beta compute instances delete vm --zone z -q", ["gcp delete instance vm"]],
    ["gcloud projects delete p", ["gcp purge project p"]],
    ["gcloud compute firewall-rules create r --source-ranges=10.0.0.0/8", NOTHING],
    ["gcloud compute firewall-rules create r --source-ranges 0.0.0.0/0", ["gcp expose firewall r"]],
    ["gcloud projects add-iam-policy-binding p --member=user:a --role=roles/owner", ["gcp grant admin p"]],
    ["gcloud storage rm gs://b/k", ["gcp delete object gs://b/k +minor"]],
    ["gcloud storage rm -r gs://b", ["gcp purge bucket gs://b"]],
    ["gsutil -m -q rm -r gs://b/p", ["gcp delete object gs://b/p all"]],
    ["gsutil rsync -n -d -r . gs://b", NOTHING],
    ["gsutil acl ch -u AllUsers:R gs://b", ["gcp expose bucket gs://b"]],
    ["az group delete -n rg --yes", ["azure purge project rg"]],
    ["az deployment group create -g rg --mode Complete --what-if", NOTHING],
    ["az role assignment create --role Owner --assignee a", ["azure grant admin "]],
    ["az network nsg rule create -g g -n r --source-address-prefixes '*'", ["azure expose firewall r"]],
    ["az network nsg rule create -g g -n r --source-address-prefixes 10.0.0.1", NOTHING],
    ["doctl compute droplet delete web", ["digitalocean delete instance web"]],
    ["linode-cli volumes delete 1", ["linode delete volume 1"]],
    ["aliyun ecs DeleteInstance --InstanceId i", ["alibaba delete instance i"]],
    ["heroku apps:destroy --app shop --confirm shop", ["heroku delete app "]],
    ["heroku ps:scale web=0 -a shop", ["heroku scale-to-zero app web=0"]],
    ["heroku ps:scale web=1 -a shop", NOTHING],
    ["stripe customers delete cus_1", NOTHING],
    ["stripe customers delete cus_1 --live", ["stripe delete payment cus_1 +live"]],
    ["wrangler deploy --dry-run", NOTHING],
  ])("%s", (command, wanted) => expect(cloud(command)).toEqual(wanted));

  test("what runs elsewhere is interpreted there", () => {
    expect(ofKind(effectsOf("heroku run -a shop -- rm -rf tmp"), "delete")[0]).toMatchObject({ where: "container" });
    expect(ofKind(effectsOf("gcloud compute ssh vm --command='rm -rf /x'"), "delete")[0]).toMatchObject({
      where: "remote",
      target: { path: "/x" },
    });
    expect(ofKind(effectsOf("fly ssh console -a shop -C 'rm -rf /x'"), "delete")[0]).toMatchObject({
      where: "remote",
    });
  });
});
