/** Names this build; build.mjs puts a digest of the program's own text in its place. An engine serves only its own build. */
export const BUILD_ID: string = "@BUILD-ID@";
