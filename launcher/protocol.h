/* The engine's protocol, docs/engine.md; src/engine/protocol.ts is the other side. All numbers are little-endian. */
#ifndef CLAMPD_PROTOCOL_H
#define CLAMPD_PROTOCOL_H

#define PROTOCOL_VERSION 1
#define REQUEST_MAGIC "CGQ1"
#define ANSWER_MAGIC "CGA1"
#define HEADER_SIZE 8
/* Any number of this before an answer: the engine is at work on it. */
#define WAIT_BYTE 0

/* Bytes of stdin that are read; src/hook/stdin.ts has the same bound. */
#define MAX_STDIN (64u * 1024 * 1024)
/* An answer is a line or two; anything larger is not from an engine of ours. */
#define MAX_ANSWER (1024u * 1024)
/* Milliseconds without any progress after which the call is decided in a process of its own. It chooses the path, never the verdict. */
#ifndef PATIENCE_MS
#define PATIENCE_MS 1500
#endif

#define FULL_PROGRAM "clampd-guard-full"

#ifndef BUILD_ID
#error "BUILD_ID must be given on the command line"
#endif

/* Below HOME; src/engine/places.ts. Each build has a socket of its own, so that two installations never displace each other. */
#define ENGINE_FOLDER "/.clampd/run"
#define ENGINE_SOCKET ENGINE_FOLDER "/engine-" BUILD_ID ".sock"
#define ENGINE_LOCK ENGINE_FOLDER "/engine-" BUILD_ID ".lock"
/* The machine's own engine, one socket for each user: /run/clampd/UID/engine.sock. */
#ifndef SYSTEM_FOLDER
#define SYSTEM_FOLDER "/run/clampd"
#endif
#define SYSTEM_SOCKET "/engine.sock"

/* The one setting that whoever starts an engine gives it (src/engine/start.ts, too): it keeps 15 MB that glibc would otherwise hold for other threads. */
#define ENGINE_MALLOC "MALLOC_ARENA_MAX=1"

/* Variables that dialects and the world ask for; a name ending in '=' is exact, others are prefixes. test/engine/variables.test.ts holds
 * them against what the sources read. */
static const char *const PASSED_ON[] = {
    "HOME=", "USER=", "LOGNAME=", "PWD=", "SHELL=", "LANG=", "PATH=", "TMPDIR=", "TEMP=", "TMP=", "XDG_", "AI_AGENT=",
    "CLAUDE", "CODEX_", "CURSOR_", "GEMINI_", "QWEN_", "COPILOT_", "FACTORY_", "KIRO_", "HERMES_", "WINDSURF_", "VSCODE_",
    "CLINE_", "DROID_", "GOPATH=", "CARGO_HOME=", "RUSTUP_HOME=", "NVM_DIR=", "PYENV_ROOT=", "VIRTUAL_ENV=", "CONDA_PREFIX=",
    "JAVA_HOME=", "ANDROID_HOME=", "KUBECONFIG=", "CLAMPD_", "USERPROFILE=", "APPDATA=", "LOCALAPPDATA=", "SystemRoot=", "ProgramData=",
};

/* What shapes a dynamic program or Node itself; none of it reaches the full program. ld.so(8), node --help, OpenSSL's and V8's own. */
static const char *const SCRUBBED[] = {
    "LD_", "DYLD_", "NODE_", "OPENSSL_", "GLIBC_TUNABLES=", "MALLOC_", "V8_", "UV_", "GCONV_PATH=", "LOCPATH=", "NIS_PATH=", "ICU_DATA=",
    "SSLKEYLOGFILE=", "SSL_CERT_", "BASH_ENV=", "ENV=",
};

#endif
