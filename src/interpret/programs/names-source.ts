import { namesOfFamilies } from "./families.ts";

/** `#program-names` when the sources run as they are; the build puts the names themselves in its place. */
export default (): readonly string[] => namesOfFamilies();
