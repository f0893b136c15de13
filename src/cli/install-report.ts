import type { Change } from "../install/change.ts";
import { unifiedDiff } from "../install/diff.ts";
import { isChanged } from "../install/install.ts";
import type { Outcome } from "../install/run.ts";
import type { Session } from "../install/session.ts";
import { plain, style } from "./print.ts";

/** What happened to a file, in a word. */
function fate({ target, after, isGone }: Change, isDryRun: boolean): string {
  const will = isDryRun ? "would be " : "";
  if (isGone === true) return "already gone";
  if (target.bytes === undefined) return `${will}created`;
  if (after === undefined) return `${will}removed`;
  return target.bytes.equals(after) ? "as wanted" : `${will}changed`;
}

export function factsOf({ program, policy, agents }: Outcome, { site, home }: Session, isDryRun: boolean): object {
  const file = (change: Change) => ({
    file: change.file,
    state: fate(change, isDryRun),
    ...(isDryRun ? { diff: diffOf(change) } : {}),
  });
  return {
    dryRun: isDryRun,
    scope: site.scope,
    command: home.command,
    ...(program === "" ? {} : { program }),
    ...(policy === undefined ? {} : { policy: file(policy) }),
    agents: agents.map(({ agent, client, changes, remarks, refused, trust }) => ({
      agent,
      client,
      files: changes.map(file),
      remarks,
      refused,
      trust,
    })),
  };
}

export function reportOf({ program, policy, agents }: Outcome, session: Session, isDryRun: boolean): string {
  const lines = program === "" ? [] : [`${style("bold", "program")}  ${session.home.command} (${program})`];
  if (policy !== undefined) lines.push(`${style("bold", "policy")}  ${policy.file} (${fate(policy, isDryRun)})`);
  const diffs = policy === undefined ? [] : [diffOf(policy)];
  for (const { title: name, client, changes, remarks, refused, trust } of agents) {
    const title = client?.version === undefined ? name : `${name} ${client.version}`;
    if (refused !== undefined) lines.push(`${style("bold", title)}  ${style("red", "refused")}: ${plain(refused)}`);
    for (const change of changes) {
      lines.push(`${style("bold", title)}  ${change.file} (${fate(change, isDryRun)})`);
      diffs.push(diffOf(change));
    }
    if (refused === undefined && changes.length === 0)
      lines.push(`${style("bold", title)}  nothing of the guard was found`);
    if (trust !== undefined)
      lines.push(`  trust: ${trust.state}${trust.state === "trusted" ? "" : `, ${plain(trust.why)}`}`);
    for (const remark of remarks) lines.push(`  note: ${plain(remark)}`);
  }
  if (isDryRun) lines.push("", ...diffs.filter((diff) => diff !== ""));
  return lines.join("\n").trimEnd();
}

function diffOf(change: Change): string {
  if (!isChanged(change)) return "";
  return unifiedDiff(change.file, change.target.bytes?.toString("utf8"), change.after?.toString("utf8"));
}
