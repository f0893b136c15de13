/**
 * Signs of SQL that was put into a value to break out of the statement around it (CWE-89). Precise rather than complete:
 * prose with apostrophes and whole statements in an argument made for them are no injection.
 */

/** More of one text is not looked at. */
const MAX_TEXT = 16_384;

/** A value ends, and a condition that is always true follows: `' OR '1'='1`, `1) or 1=1`. */
const TAUTOLOGY: readonly RegExp[] = [
  /['"`)\d] ?\)? ?\b(?:or|xor|\|\|) (?:not )?\(? ?(\d{1,9}) ?(?:=|<=>|like) ?\(? ?\1(?!\d|\.\d)/i,
  /(?:^|['"`)\d ]) ?\)? ?(?:\bor|\bxor|\|\|) ?\(? ?(['"])(\w{0,20})\1 ?(?:=|<=>|like) ?\(? ?(['"])\2(?:['"]|$)/i,
  /['"`] ?\)? ?(?:or|xor|\|\|) (?:(?:true|1) ?;? ?(?:--|#)|exists ?\( ?select|\w{1,20} is not null ?(?:--|#)|\w{1,20} like ['"]%)/i,
];

/** Only inside a value, where no statement is expected at all. */
const BREAKOUT: readonly RegExp[] = [
  // A second statement.
  /['"`)\d] ?\)?;+ ?(?:drop (?:table|database|schema|view|user|role|index|column)|delete from|truncate table|update [\w.`"[\]]+ set|insert into|alter (?:table|user|role|login|database)|create (?:user|login|table|function)|exec(?:ute)? (?:xp_|sp_|master|immediate)|exec(?:ute)? ?\(|shutdown\b|grant \w+ (?:on|to)|copy \w+ (?:from|to) program)/i,
  /\w;+ ?(?:drop (?:table|database|schema) (?:if exists )?|delete from |truncate table )[\w."`]{1,80} ?(?:;|--|#|$)/i,
  // Another query's rows.
  /(?:^-?\d+|['"`)]) ?\)? ?(?:and|or) \(? ?select\b/i,
  /['"`)\d] ?\)? ?union (?:all |distinct )?\(?select\b/i,
  /\bunion (?:all |distinct )?\(?select (?:null\b|\d+ ?,|@@|concat\(|group_concat\(|char\(|0x|version\(|user\(|database\(|load_file\()/i,
  // The rest of the statement is commented away.
  /^[^\s'"]{0,40}['"`] ?\)? ?;? ?(?:--(?: |-|\+|$)|#$|\/\*|;?%00)/,
  /['"`] ?\)? ?(?:order|group) by \d+ ?(?:--|#|,|$)/i,
  /['"`] ?\)? ?(?:and|&&) (['"]?)(\d{1,9}|[a-z])\1 ?= ?(['"]?)\2(?:\3|$|['"])/i,
  /['"`)\d] ?\)? ?having \d+ ?= ?\d+/i,
  // Commands of the server's.
  /['"`)\d;] ?(?:exec(?:ute)? )?(?:master\.{1,2})?(?:dbo\.)?xp_cmdshell\b/i,
  /\binto (?:out|dump)file ?['"(]/i,
];

/** The answer is in how long it takes, or in the error: odd in any argument but a statement of its own. */
const BLIND: readonly RegExp[] = [
  /(?:\b(?:and|or|if|when)\b|\|\||['"`)\d] ?;) ?\(?(?:select ?)?\(?(?:\d+ ?[=*-] ?)?(?:sleep|benchmark|pg_sleep|dbms_pipe\.receive_message|dbms_lock\.sleep|randomblob) ?\(/i,
  /['"`)\d;] ?waitfor delay ['"]/i,
  /\bunion (?:all |distinct )?\(?select [\w.,* |"'()]{0,80}\b(?:password|passwd|pwd|password_hash|secret|api_key|credit_card|ssn)\b/i,
  /\b(?:and|or) \(?(?:extractvalue|updatexml|exp ?\( ?~|ctxsys\.drithsx\.sn|utl_inaddr\.get_host_address) ?\(/i,
];

/** Neither is a sign alone: a value ends and a condition goes on, and what that asks for. */
const CONTINUES = /['"`)\d] ?\)? ?(?:(?:and|or|\|\|) ?\(?(?:select|if|case|exists|\d|['"])|union|;)/i;
const ASKS =
  /\bfrom (?:information_schema\.|pg_catalog\.|sqlite_master|sys\.(?:tables|objects|columns)|all_tables)|\bselect ?\(? ?(?:sleep|pg_sleep|benchmark) ?\( ?\d/i;

const STATEMENT =
  /^(?:\(? ?select|insert|update|delete|drop|truncate|alter|create|grant|revoke|merge|with|explain|begin|set|use|show|describe|pragma|copy|do|exec|execute|call|declare)\b/i;

/** True when a value carries SQL that would change the statement it is put into. Linear in the text. */
export function detectSqlInjection(text: string): boolean {
  // Every sign needs one of these; most arguments have none.
  if (!/['"`;=(]|union|%27|%22|--/i.test(text)) return false;
  const plain = flat(text);
  if (TAUTOLOGY.some((pattern) => pattern.test(plain)) || BLIND.some((pattern) => pattern.test(plain))) return true;
  if (STATEMENT.test(plain)) return false;
  return BREAKOUT.some((pattern) => pattern.test(plain)) || (ASKS.test(plain) && CONTINUES.test(plain));
}

// `'/**/UNION%20SELECT` reads like `' UNION SELECT`: percent-encoding undone, comments and runs of space as one space.
function flat(text: string): string {
  const short = text.slice(0, MAX_TEXT);
  const decoded = short.includes("%")
    ? short.replace(/%([2-7][0-9a-f])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : short;
  // In a URL's query `+` is a space.
  const spaced =
    /^[^\s?]*\?[^\s=]*=/.test(decoded.slice(0, 2_048)) || /\+(?:or|and|union|select)\+/i.test(decoded)
      ? decoded.replaceAll("+", " ")
      : decoded;
  return spaced
    .replace(/\/\*!\d{0,6}([^*]{0,200})\*\//g, " $1 ")
    .replace(/\/\*[^*]{0,200}\*\//g, " ")
    .replace(/\s+/g, " ")
    .trim();
}

/** What a login's values may be, which an operator turns into "anything". */
const CREDENTIAL = "(?:user(?:name|_?id)?|login|e?mail|pass(?:word|wd)?|pwd|pin|otp|token|secret|api_?key|_?id)";
const NOSQL: readonly RegExp[] = [
  // JavaScript that the server runs for every document.
  /["']?\$where["']? ?: ?(?:["'`]|function|\(|new )/,
  /["'] ?; ?return (?:true|1|this|db)\b|["'] ?\|\| ?["']?(\d|[a-z])["']? ?===? ?["']?\1|["'] ?\|\| ?true ?(?:\/\/|\|\||;|$)/,
  // An operator where a value belongs.
  new RegExp(`["']?${CREDENTIAL}["']? ?: ?\\{ ?["']?\\$(?:ne|gt|gte|nin|exists|not|regex)["']? ?: ?(?:null|["'] ?["']|-?[01]\\b|true|\\[ ?\\]|["'](?:\\^|\\.\\*|\\^\\.\\*\\$?|\\.\\+|[.]\\{\\d)["'])`, "i"),
  new RegExp(`\\b${CREDENTIAL}\\[\\$(?:ne|gt|gte|lt|nin|exists|regex|where|in)\\](?:\\[\\])?=`, "i"),
  /^\{ ?["']?\$(?:ne|gt|gte|nin|exists|not)["']? ?: ?(?:null|["']["']|-?[01]|true|\[\]) ?\}$/,
  /\$(?:function|accumulator)["']? ?: ?\{ ?["']?(?:body|init)["']? ?:/,
]; // biome-ignore format: one table

/** True when a value carries a document database's operators or JavaScript where a plain value belongs (CWE-943). */
export function detectNosqlInjection(text: string): boolean {
  if (!/\$|%24|\|\||return/.test(text)) return false;
  const plain = flat(text);
  return NOSQL.some((pattern) => pattern.test(plain));
}
