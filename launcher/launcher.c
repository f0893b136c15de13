/*
 * Carries one hook call to the warm engine and its answer back. Whatever is not plainly right (no engine, another build, a peer
 * that is not the installed engine, a short or late answer) ends in the full program with the same stdin, which decides itself.
 * INVARIANT: the launcher never makes up a verdict.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/mman.h>
#endif
#ifdef __APPLE__
#include <libproc.h>
#include <mach-o/dyld.h>
#endif

#include "protocol.h"

extern char **environ;

struct buffer {
  unsigned char *bytes;
  size_t length, room;
};

/* 0 when there is no memory. */
static int reserve(struct buffer *b, size_t more) {
  if (more <= b->room - b->length) return 1;
  size_t room = b->room ? b->room : 64 * 1024;
  while (room - b->length < more) {
    if (room > SIZE_MAX / 2) return 0;
    room *= 2;
  }
  unsigned char *bytes = realloc(b->bytes, room);
  if (!bytes) return 0;
  b->bytes = bytes;
  b->room = room;
  return 1;
}

static int put(struct buffer *b, const void *bytes, size_t length) {
  if (!reserve(b, length)) return 0;
  if (length) memcpy(b->bytes + b->length, bytes, length);
  b->length += length;
  return 1;
}

static int put_u16(struct buffer *b, size_t value) {
  unsigned char out[2] = {(unsigned char)value, (unsigned char)(value >> 8)};
  return value <= UINT16_MAX && put(b, out, sizeof out);
}

static int put_u32(struct buffer *b, size_t value) {
  unsigned char out[4] = {(unsigned char)value, (unsigned char)(value >> 8), (unsigned char)(value >> 16), (unsigned char)(value >> 24)};
  return value <= UINT32_MAX && put(b, out, sizeof out);
}

static int put_sized(struct buffer *b, const void *bytes, size_t length) { return put_u32(b, length) && put(b, bytes, length); }

static uint32_t get_u32(const unsigned char *at) {
  return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static int begins_with_any(const char *pair, const char *const *list, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (strncmp(pair, list[i], strlen(list[i])) == 0) return 1;
  return 0;
}
#define BEGINS_WITH(pair, list) begins_with_any(pair, list, sizeof(list) / sizeof((list)[0]))

static int wait_for(int fd, short what) {
  struct pollfd p = {.fd = fd, .events = what, .revents = 0};
  for (;;) {
    int n = poll(&p, 1, PATIENCE_MS);
    if (n > 0) return 1;
    if (n == 0 || errno != EINTR) return 0;
  }
}

/* Reads stdin to its end, or to one byte more than the bound: what is too long is the full program's to refuse. 0 on errors. */
static int read_stdin(struct buffer *in) {
  while (in->length <= MAX_STDIN) {
    if (!reserve(in, 64 * 1024)) return 0;
    ssize_t n = read(0, in->bytes + in->length, in->room - in->length);
    if (n == 0) return 1;
    if (n > 0) in->length += (size_t)n;
    else if (errno == EAGAIN) {
      struct pollfd p = {.fd = 0, .events = POLLIN, .revents = 0};
      (void)poll(&p, 1, -1);
    } else if (errno != EINTR) return 0;
  }
  return 1;
}

/* Absolute path of the full program, beside this one. */
static int full_program(char *path, size_t room) {
  char self[PATH_MAX];
#ifdef __linux__
  ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
  if (n <= 0) return 0;
  self[n] = 0;
#else
  char raw[PATH_MAX];
  uint32_t size = sizeof raw;
  if (_NSGetExecutablePath(raw, &size) != 0 || !realpath(raw, self)) return 0;
#endif
  char *slash = strrchr(self, '/');
  if (!slash) return 0;
  *slash = 0;
  int n2 = snprintf(path, room, "%s/%s", self, FULL_PROGRAM);
  return n2 > 0 && (size_t)n2 < room;
}

#ifdef __linux__
/* A process can be the right program and still carry another's library: its environment as it was started tells. */
static int was_preloaded(pid_t pid) {
  char name[64], env[32 * 1024];
  snprintf(name, sizeof name, "/proc/%ld/environ", (long)pid);
  int fd = open(name, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return 1;
  size_t length = 0;
  ssize_t n;
  while (length < sizeof env - 1 && (n = read(fd, env + length, sizeof env - 1 - length)) > 0) length += (size_t)n;
  close(fd);
  if (length == sizeof env - 1) return 1;
  env[length] = 0;
  for (size_t at = 0; at < length; at += strlen(env + at) + 1)
    if (strncmp(env + at, "LD_", 3) == 0 || strncmp(env + at, "NODE_", 5) == 0) return 1;
  return 0;
}
#endif

/* The peer is this user's or root's, and runs the very file that would be executed otherwise. */
static int is_our_engine(int fd, const char *full) {
  struct stat wanted, seen;
  if (stat(full, &wanted) != 0) return 0;
#ifdef __linux__
  struct ucred peer;
  socklen_t size = sizeof peer;
  if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return 0;
  if (peer.uid != geteuid() && peer.uid != 0) return 0;
  char exe[64];
  snprintf(exe, sizeof exe, "/proc/%ld/exe", (long)peer.pid);
  if (stat(exe, &seen) != 0) return 0;
  if (was_preloaded(peer.pid)) return 0;
#else
  uid_t uid;
  gid_t gid;
  pid_t pid;
  socklen_t size = sizeof pid;
  if (getpeereid(fd, &uid, &gid) != 0 || (uid != geteuid() && uid != 0)) return 0;
  if (getsockopt(fd, SOL_LOCAL, LOCAL_PEERPID, &pid, &size) != 0) return 0;
  char exe[PROC_PIDPATHINFO_MAXSIZE];
  if (proc_pidpath(pid, exe, sizeof exe) <= 0 || stat(exe, &seen) != 0) return 0;
#endif
  return seen.st_dev == wanted.st_dev && seen.st_ino == wanted.st_ino;
}

/* A connected socket to the engine, or -1. */
static int connect_engine(const char *full) {
  const char *home = getenv("HOME");
  struct sockaddr_un address;
  memset(&address, 0, sizeof address);
  address.sun_family = AF_UNIX;
  if (!home || home[0] != '/') return -1;
  size_t end = strlen(home);
  while (end > 1 && home[end - 1] == '/') end--;
  int n = snprintf(address.sun_path, sizeof address.sun_path, "%.*s%s", (int)(end < INT_MAX ? end : 0), home, ENGINE_SOCKET);
  if (n <= 0 || (size_t)n >= sizeof address.sun_path) return -1;
  int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  if (fd < 0) return -1;
  (void)fcntl(fd, F_SETFD, FD_CLOEXEC);
  (void)fcntl(fd, F_SETFL, O_NONBLOCK);
  if (connect(fd, (struct sockaddr *)&address, sizeof address) == 0 && is_our_engine(fd, full)) return fd;
  close(fd);
  return -1;
}

static int send_all(int fd, const unsigned char *bytes, size_t length) {
  while (length > 0) {
    ssize_t n = send(fd, bytes, length,
#ifdef MSG_NOSIGNAL
                     MSG_NOSIGNAL
#else
                     0
#endif
    );
    if (n > 0) {
      bytes += n;
      length -= (size_t)n;
    } else if (n < 0 && errno == EINTR) continue;
    else if (n < 0 && errno == EAGAIN) {
      if (!wait_for(fd, POLLOUT)) return 0;
    } else return 0;
  }
  return 1;
}

static int send_request(int fd, const struct buffer *in) {
  struct buffer out = {0};
  char cwd[PATH_MAX];
  if (!getcwd(cwd, sizeof cwd)) cwd[0] = 0;
  size_t count = 0;
  for (char **pair = environ; *pair; pair++) count += (size_t)BEGINS_WITH(*pair, PASSED_ON);
  int ok = put(&out, REQUEST_MAGIC "\0\0\0\0", HEADER_SIZE) && put_u16(&out, PROTOCOL_VERSION) && put_sized(&out, BUILD_ID, strlen(BUILD_ID)) &&
           put_sized(&out, cwd, strlen(cwd)) && put_u16(&out, 0) && put_u16(&out, count);
  for (char **pair = environ; ok && *pair; pair++)
    if (BEGINS_WITH(*pair, PASSED_ON)) ok = put_sized(&out, *pair, strlen(*pair));
  ok = ok && put_u32(&out, in->length);
  if (ok) {
    size_t body = out.length - HEADER_SIZE + in->length;
    for (int i = 0; i < 4; i++) out.bytes[4 + i] = (unsigned char)(body >> (8 * i));
    ok = send_all(fd, out.bytes, out.length) && send_all(fd, in->bytes, in->length);
  }
  free(out.bytes);
  return ok;
}

/* The whole answer frame, checked for its own length; 0 when it is anything else. */
static int read_answer(int fd, struct buffer *answer) {
  for (;;) {
    if (!reserve(answer, 4096)) return 0;
    ssize_t n = recv(fd, answer->bytes + answer->length, answer->room - answer->length, 0);
    if (n > 0) answer->length += (size_t)n;
    else if (n < 0 && errno == EINTR) continue;
    else if (n < 0 && errno == EAGAIN) {
      if (!wait_for(fd, POLLIN)) return 0;
    } else return 0;
    if (answer->length < HEADER_SIZE) continue;
    if (memcmp(answer->bytes, ANSWER_MAGIC, 4) != 0) return 0;
    uint32_t body = get_u32(answer->bytes + 4);
    if (body > MAX_ANSWER) return 0;
    if (answer->length == HEADER_SIZE + body) return 1;
    if (answer->length > HEADER_SIZE + body) return 0;
  }
}

static void write_all(int fd, const unsigned char *bytes, size_t length) {
  while (length > 0) {
    ssize_t n = write(fd, bytes, length);
    if (n > 0) {
      bytes += n;
      length -= (size_t)n;
    } else if (n < 0 && errno == EAGAIN) {
      struct pollfd p = {.fd = fd, .events = POLLOUT, .revents = 0};
      (void)poll(&p, 1, -1);
    } else if (n == 0 || errno != EINTR) return; /* the client has gone */
  }
}

/* Prints the answer and ends; returns when the frame is not an answer to this call. */
static void give_answer(const struct buffer *answer) {
  const unsigned char *at = answer->bytes + HEADER_SIZE, *end = answer->bytes + answer->length;
  if (end - at < 12) return;
  unsigned version = (unsigned)at[0] | (unsigned)at[1] << 8, status = (unsigned)at[2] | (unsigned)at[3] << 8;
  int32_t exit_code = (int32_t)get_u32(at + 4);
  uint32_t out = get_u32(at + 8);
  at += 12;
  if (version != PROTOCOL_VERSION || status != 0 || exit_code < 0 || exit_code > 255) return;
  if (out > (size_t)(end - at) || (size_t)(end - at) - out < 4) return;
  const unsigned char *text = at;
  at += out;
  uint32_t err = get_u32(at);
  at += 4;
  if (err != (size_t)(end - at)) return;
  write_all(1, text, out);
  write_all(2, at, err);
  _exit(exit_code);
}

/* Makes the bytes that were read the stdin of what is executed next. Descriptor 0 was closed, so none other is needed. */
static int restore_stdin(const struct buffer *in) {
#ifdef __linux__
  int fd = memfd_create("stdin", 0);
#else
  char name[] = "/tmp/clampd-stdin.XXXXXX";
  int fd = mkstemp(name);
  if (fd >= 0) unlink(name);
#endif
  if (fd < 0) return 0;
  write_all(fd, in->bytes, in->length);
  if (lseek(fd, 0, SEEK_SET) != 0) return 0;
  return fd == 0 || (dup2(fd, 0) == 0 && close(fd) == 0);
}

static void scrub_environment(void) {
  char **kept = environ;
  for (char **pair = environ; *pair; pair++)
    if (!BEGINS_WITH(*pair, SCRUBBED)) *kept++ = *pair;
  *kept = NULL;
}

static int fail(const char *what) {
  /* Exit 1 is "the hook itself failed" for every client: whether that blocks is the client's and its settings' to say. */
  char line[256];
  int n = snprintf(line, sizeof line, "clampd-guard: %s: %s\n", what, strerror(errno));
  if (n > 0) write_all(2, (const unsigned char *)line, (size_t)n < sizeof line ? (size_t)n : sizeof line - 1);
  return 1;
}

int main(int argc, char **argv) {
  char full[PATH_MAX];
  if (!full_program(full, sizeof full)) return fail("cannot tell where it is installed");
  if (argc > 1) {
    scrub_environment();
    execv(full, argv);
    return fail("the full program beside the launcher cannot be started");
  }
  signal(SIGPIPE, SIG_IGN);
  struct buffer in = {0}, answer = {0};
  if (!read_stdin(&in)) return fail("stdin cannot be read");
  close(0);
  int fd = in.length > MAX_STDIN ? -1 : connect_engine(full);
  if (fd >= 0) {
    if (send_request(fd, &in) && read_answer(fd, &answer)) give_answer(&answer);
    close(fd);
  }
  if (!restore_stdin(&in)) return fail("the call cannot be handed to the full program");
  signal(SIGPIPE, SIG_DFL);
  scrub_environment();
  char name[] = FULL_PROGRAM, cold[] = "--cold";
  char *args[] = {name, cold, NULL};
  execv(full, args);
  return fail("the full program beside the launcher cannot be started");
}
