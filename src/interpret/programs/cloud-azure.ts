import type { Stream } from "../shell/value.ts";
import { cloud, firstLine, lineDraft, table } from "./cloud-table.ts";
import { verbActs } from "./cloud-verbs.ts";
import type { Invocation, Program } from "./program.ts";
import { orEmpty, textOf } from "./text-of.ts";

/** Azure CLI reference. */
const AZURE = table(`
purge project: group delete, account subscription cancel, account management-group delete
purge key: keyvault purge, keyvault key|certificate purge, keyvault delete-hsm
purge secret: keyvault secret purge
purge backup: backup protection disable --delete-backup-data
disable-protection backup: backup protection disable, backup vault backup-properties set --soft-delete-feature-state=disable
delete bucket: storage account delete, storage container|share delete
delete object +all: storage blob delete-batch, storage remove --recursive, storage file delete-batch
delete object +minor: storage blob delete, storage file delete, storage remove, storage entity delete
expose bucket: storage container set-permission --public-access=blob|container, storage container create --public-access=blob|container, storage account update --allow-blob-public-access=true, storage account update --default-action=allow
expose firewall: network nsg rule create|update --source-address-prefixes=*|0.0.0.0/0|internet|any, sql server firewall-rule create --end-ip-address=255.255.255.255, postgres|mysql flexible-server firewall-rule create --end-ip-address=255.255.255.255, vm open-port --port=*
disable-protection resource: lock delete, resource lock delete, group lock delete
disable-protection audit: monitor diagnostic-settings delete, monitor log-profiles delete, monitor log-analytics workspace delete, security pricing create --tier=free, network watcher flow-log delete
disable-protection database: sql db tde set --status=disabled, sql server audit-policy update --state=disabled
delete database: sql db|server|mi|elastic-pool delete, cosmosdb delete, cosmosdb * database|container|table|collection|keyspace delete, postgres|mysql|mariadb flexible-server|server delete, postgres|mysql flexible-server db delete, redis delete, synapse workspace delete, kusto cluster|database delete
delete cluster: aks delete, aks nodepool delete
stop cluster: aks stop
delete instance: vm|vmss delete, vmss delete-instances
stop instance: vm|vmss stop|deallocate|restart
stop app +minor: webapp|functionapp stop|restart
purge instance: vm|vmss reimage
delete identity: ad user|group|app|sp delete, identity delete, role definition delete
grant credential: ad sp create-for-rbac, ad sp credential reset, ad app credential reset, storage account keys renew, acr credential renew, ad user update --password, vm user update
grant admin: role assignment create --role=owner|contributor|*administrator*|*admin*, ad group member add --group=*admin*, role definition create|update
grant policy: role assignment create, keyvault set-policy
delete identity: role assignment delete
delete policy +minor: keyvault delete-policy
read-secret secret: keyvault secret show|download|backup, keyvault key download|backup, keyvault certificate download
read-secret credential: storage account keys list, storage account show-connection-string, account get-access-token, cosmosdb keys list, cosmosdb list-keys|list-connection-strings, acr credential show, redis list-keys, servicebus namespace authorization-rule keys list, eventhubs namespace authorization-rule keys list, functionapp keys list, webapp deployment list-publishing-profiles|list-publishing-credentials, aks get-credentials --admin, search admin-key show, cognitiveservices account keys list, iot hub connection-string show, maps account keys list, webapp config connection-string list
read-secret config: webapp|functionapp config appsettings list
delete config: webapp|functionapp config appsettings delete, appconfig kv delete
delete dns: network dns zone delete, network private-dns zone delete, network dns record-set * delete
delete function: functionapp delete
delete app: webapp|containerapp|staticwebapp delete, appservice plan delete
purge app: acr delete, apim delete
delete image: acr repository delete !--image
delete image +minor: acr repository delete|untag, acr manifest delete
scale-to-zero cluster: aks nodepool scale --node-count=0, vmss scale --new-capacity=0
delete stack: deployment delete, stack group|sub delete --action-on-unmanage=deleteAll, resource delete
apply stack +unattended: deployment group|sub create --mode=complete
delete resource +minor: tag delete, extension remove, account clear, monitor alert delete, acr task delete, pipelines runs delete, cache purge, devops configure, configure, cloud unregister, bicep uninstall
none extension: cache delete, vm extension delete, monitor metrics alert delete
none boards: boards work-item delete
delete repository: repos delete, artifacts universal delete
delete project: devops project delete
`);

const OPTIONS =
  "--subscription= --image= --output|-o= --query= --resource-group|-g= --name|-n= --verbose --debug --only-show-errors --yes|-y --no-wait --ids= --location|-l= --role= --assignee= --scope= --public-access= --allow-blob-public-access= --default-action= --source-address-prefixes|--source-address-prefix= --end-ip-address= --start-ip-address= --vault-name= --account-name= --group= --port= --scripts= --command-id= --parameters= --mode= --delete-backup-data --soft-delete-feature-state= --node-count= --new-capacity= --password= --tier= --status= --state= --admin|-a --file|-f= --action-on-unmanage= --what-if|-w --dryrun --recursive --source|-s= --destination|-d= --destination-path= --container-name|-c= --pattern= --command= --exec-command= --delete-destination=";

const acts = verbActs("azure", AZURE);

export const AZURE_ROWS: readonly Program[] = [
  { names: ["az"], options: OPTIONS, dryRun: ["what-if", "dryrun"], run: runAz },
  {
    names: ["azcopy"],
    options:
      "--recursive --delete-destination= --include-pattern= --exclude-pattern= --dry-run --from-to= --overwrite= --log-level=",
    dryRun: "dry-run",
    run: (run) => {
      const [sub, from, to] = run.operands;
      if (sub?.text === "remove" || sub?.text === "rm")
        run.emit(
          cloud(run, "azure", "delete", "object", {
            name: textOf(from),
            all: run.has("recursive"),
            tags: run.has("recursive") ? [] : ["minor"],
          }),
        );
      if (sub?.text === "sync" && run.value("delete-destination")?.text === "true")
        run.emit(cloud(run, "azure", "delete", "object", { name: textOf(to), all: true, tags: ["sync"] }));
      if (from !== undefined && to !== undefined && /^https:/.test(to.text) && !/^https:/.test(from.text))
        run.emit({
          kind: "send",
          target: { raw: to.text, host: orEmpty(/^https:\/\/([^/]+)/.exec(to.text)?.[1]), url: to.text, classes: [] },
          data: "file",
          files: [run.path(from)],
          method: "PUT",
        });
      return undefined;
    },
  },
  {
    names: ["azd"],
    options: "-e|--environment= --force --purge --no-prompt --cwd|-C= --debug",
    acts: [
      {
        sub: "down",
        does: (run) =>
          cloud(run, "azure", run.has("purge") ? "purge" : "delete", "stack", {
            tags: run.has("force", "no-prompt") ? ["unattended"] : [],
          }),
      },
    ],
  },
];

function runAz(run: Invocation): Stream | undefined {
  const texts = run.operands.map((field) => field.text);
  if (/^(?:vm|vmss) run-command (?:invoke|create)/.test(texts.join(" "))) {
    const code = run.value("scripts");
    run.emit(cloud(run, "azure", "exec", "instance", { name: textOf(run.value("name")) }));
    return code === undefined || code.text.startsWith("@")
      ? undefined
      : run.shell(code.text, { source: "inline", span: code.span, changes: { where: "remote" } });
  }
  if (/^aks command invoke/.test(texts.join(" "))) {
    const code = run.value("command");
    return code === undefined
      ? undefined
      : run.shell(code.text, { source: "inline", span: code.span, changes: { where: "remote" } });
  }
  if (/^(?:container|containerapp) exec/.test(texts.join(" "))) {
    const code = run.value("exec-command", "command");
    return code === undefined
      ? undefined
      : run.shell(code.text, { source: "inline", span: code.span, changes: { where: "container" } });
  }
  if (firstLine(AZURE, run) !== undefined) {
    const draft = lineDraft("azure", AZURE, run, run);
    if (draft !== undefined) run.emit({ ...draft, name: run.value("name")?.text ?? draft.name });
    return undefined;
  }
  for (const act of acts) if (typeof act.does === "function") act.does(run, run.operands);
  return undefined;
}
