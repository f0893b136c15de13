import type { Cmdlet, CmdletCall } from "../cmdlet.ts";
import { each, NOTHING, textOf, type Value } from "../value.ts";

/** Groups whose members rule the machine or the domain. */
const STRONG =
  /^(?:administrators|domain admins|enterprise admins|schema admins|backup operators|account operators|remote desktop users|hyper-v administrators|s-1-5-32-544)$/i;

/** Local and domain accounts. Microsoft.PowerShell.LocalAccounts, ActiveDirectory. */
export const ACCOUNT_CMDLETS: readonly Cmdlet[] = [
  { names: "New-LocalUser New-ADUser", parameters: "Name= Password= NoPassword FullName= Description= AccountNeverExpires PasswordNeverExpires", positions: "Name", does: { kind: "system", action: "user-add", object: "" } },
  { names: "Remove-LocalUser Remove-ADUser Remove-LocalGroup Remove-ADGroup Remove-ADComputer Remove-ADObject Remove-ADOrganizationalUnit Remove-ADDomain", parameters: "Name|Identity= SID= InputObject= Recursive Confirm=", positions: "Name", does: { kind: "system", action: "user-delete", object: "" } },
  { names: "Set-LocalUser Enable-LocalUser Disable-LocalUser Set-ADUser Disable-ADAccount Enable-ADAccount Rename-LocalUser Unlock-ADAccount", parameters: "Name|Identity= Password= PasswordNeverExpires= Description=", positions: "Name", does: { kind: "system", action: "user-modify", object: "" } },
  { names: "Set-ADAccountPassword", parameters: "Identity= NewPassword= Reset", positions: "Identity", does: { kind: "system", action: "password", object: "" } },
  { names: "Add-LocalGroupMember Add-ADGroupMember Add-ADPrincipalGroupMembership", parameters: "Group|Name|Identity= Member|Members= SID=", positions: "Group Member", run: join },
  { names: "Get-StoredCredential Get-Secret Get-VaultCredential Export-PfxCertificate", parameters: "Target|Name= AsPlainText Vault= AsCredentialObject Type=", positions: "Target", does: { kind: "system", action: "keychain", object: "" } },
]; // biome-ignore format: one row a line

function join(call: CmdletCall): Value {
  const group = textOf(call.value("Group"));
  const member = each(call.value("Member") ?? NOTHING)[0]?.text ?? "";
  call.note({ kind: "system", action: "user-modify", object: member });
  if (STRONG.test(group)) call.note({ kind: "privilege", action: "group", object: group.toLowerCase() });
  return NOTHING;
}
