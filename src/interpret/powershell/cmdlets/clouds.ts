import type { Draft } from "../../context.ts";
import { saysProduction } from "../../programs/cloud-words.ts";
import { type Cmdlet, type CmdletCall, taken } from "../cmdlet.ts";
import { runExternal } from "../external.ts";
import { each, known, NOTHING, textOf, type Value } from "../value.ts";

const PARAMETERS =
  "Name|ResourceGroupName|BucketName|InstanceId|DBInstanceIdentifier|TableName|StackName|VaultName|ServerName|DatabaseName|UserName|FunctionName= Force Confirm= PassThru AsJob DeleteBucketContent Select= Region= ProfileName= Id=";

const removal = (names: string, provider: string, resource: string, action = "delete"): Cmdlet => ({
  names,
  parameters: PARAMETERS,
  positions: "Name",
  run: (call) => removed(call, provider, resource, action),
});

/** Clouds' own PowerShell modules (Az, AWS.Tools), and SQL Server's. */
export const CLOUD_CMDLETS: readonly Cmdlet[] = [
  removal("Remove-AzResourceGroup Remove-AzManagementGroup Remove-AzSubscription", "azure", "project", "purge"),
  removal("Remove-AzVM Remove-AzVmss", "azure", "instance"),
  removal("Remove-AzSqlDatabase Remove-AzSqlServer Remove-AzCosmosDBAccount Remove-AzPostgreSqlServer Remove-AzMySqlServer", "azure", "database"),
  removal("Remove-AzStorageAccount Remove-AzStorageContainer", "azure", "bucket", "purge"),
  removal("Remove-AzAksCluster", "azure", "cluster"),
  removal("Remove-AzKeyVault Remove-AzKeyVaultSecret Remove-AzKeyVaultKey", "azure", "secret"),
  removal("Remove-AzWebApp Remove-AzFunctionApp", "azure", "app"),
  removal("Remove-AzADUser Remove-AzADServicePrincipal Remove-AzRoleAssignment", "azure", "identity"),
  removal("Remove-AzResource Remove-AzDisk Remove-AzSnapshot", "azure", "volume"),
  removal("Remove-S3Bucket", "aws", "bucket", "purge"),
  removal("Remove-EC2Instance", "aws", "instance"),
  removal("Remove-EC2Volume Remove-EC2Snapshot", "aws", "volume"),
  removal("Remove-RDSDBInstance Remove-RDSDBCluster Remove-DDBTable", "aws", "database"),
  removal("Remove-CFNStack", "aws", "stack"),
  removal("Remove-LMFunction", "aws", "function"),
  removal("Remove-IAMUser Remove-IAMRole", "aws", "identity"),
  { names: "Invoke-Sqlcmd Invoke-DbaQuery", parameters: "Query|Q= ServerInstance|SqlInstance= Database= InputFile|File= Username= Password= Credential= ConnectionString= TrustServerCertificate QueryTimeout= OutputAs= Encrypt= Variable=", positions: "Query", run: sqlcmd },
]; // biome-ignore format: one row a line

function removed(call: CmdletCall, provider: string, resource: string, action: string): Value {
  const given = taken(call, "Name");
  const name = textOf(each(given)[0]);
  const draft: Draft = {
    kind: "cloud",
    provider,
    action,
    resource,
    name,
    all: false,
    production: saysProduction(name),
  };
  call.note(draft);
  return NOTHING;
}

/** Invoke-Sqlcmd asks what sqlcmd(1) asks. */
function sqlcmd(call: CmdletCall): Value {
  const pairs = [
    ["-S", call.value("ServerInstance")],
    ["-d", call.value("Database")],
    ["-Q", call.value("Query")],
    ["-i", call.value("InputFile")],
  ] as const;
  const args = pairs.flatMap(([flag, value]) => (value === undefined ? [] : [known(flag), value]));
  return runExternal(known("sqlcmd"), args, call.session, call.at);
}
