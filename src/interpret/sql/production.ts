const WORD = /(?<!(?:^|[^a-z])(?:non|pre|no|not)[-_.]?)(?<![a-z])(?:prod|production|prd|live)(?![a-z])/i;
const CAMEL = /(?<![A-Z])Prod(?:uction)?(?=[A-Z])|[a-z]Prod(?:uction)?(?![a-z])/;

/** A host, database or environment whose name says that people depend on it; not "product", "reproduce", "preprod", "non-prod". */
export function looksProduction(name: string): boolean {
  const short = name.slice(0, 512);
  return WORD.test(short) || (CAMEL.test(short) && !/non[-_]?prod|pre[-_]?prod/i.test(short));
}
