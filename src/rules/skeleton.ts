/** The text of a new rule file: complete and valid, so that what is left to do is to say what it is about. docs/rules.md */
export function skeleton(category: string, name: string): string {
  return `# How rules are written: docs/rules.md. \`clampd-guard rules test\` checks this file,
# \`clampd-guard explain 'some command'\` shows the effects that a rule can ask for.

[pack]
id = "${category}-${name}"
title = "${name.replaceAll("-", " ")}"
version = "1.0.0"
category = "${category}"

[[rule]]
id = "${category}.${name}"
title = "Runs a program that this team does not use"
loses = "the agreement on how this is done"
severity = "high"                  # critical: deny, high: ask, medium: warn, low: log (profile balanced)
maturity = "stable"
when = { effect = "execute", program = "frobnicate" }
advice = "use the team's own way"
[rule.examples]
stop = ["frobnicate --all"]        # must be found
leave = ["echo frobnicate"]        # must be left alone
`;
}
