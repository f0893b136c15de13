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
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
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

/* Grows; starts on storage that is there already, because asking the kernel for pages costs as much as all else here. */
struct buffer {
  unsigned char *bytes;
  size_t length, room;
  int grown;
};
#define START_ON(storage) {.bytes = (storage), .length = 0, .room = sizeof(storage), .grown = 0}

/* 0 when there is no memory. */
static int reserve(struct buffer *b, size_t more) {
  if (more <= b->room - b->length) return 1;
  size_t room = b->room;
  while (room - b->length < more) {
    if (room > SIZE_MAX / 2) return 0;
    room *= 2;
  }
  unsigned char *bytes = b->grown ? realloc(b->bytes, room) : malloc(room);
  if (!bytes) return 0;
  if (!b->grown) memcpy(bytes, b->bytes, b->length);
  b->bytes = bytes;
  b->room = room;
  b->grown = 1;
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
    if (!reserve(in, 1)) return 0;
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

/* Puts texts one after the other; 0 when they do not fit. */
static int join(char *out, size_t room, const char *const *parts, size_t count) {
  size_t at = 0;
  for (size_t i = 0; i < count; i++) {
    size_t length = strlen(parts[i]);
    if (length >= room - at) return 0;
    memcpy(out + at, parts[i], length);
    at += length;
  }
  out[at] = 0;
  return 1;
}
#define JOIN(out, ...) join(out, sizeof(out), (const char *const[]){__VA_ARGS__}, sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

/* Decimal digits of a number, at the end of `room`. */
static const char *digits(char room[24], unsigned long value) {
  char *at = room + 23;
  *at = 0;
  do *--at = (char)('0' + value % 10);
  while (value /= 10);
  return at;
}

/* A path below HOME; 0 where there is none, or no room for it. */
static int below_home(char *out, size_t room, const char *below) {
  const char *home = getenv("HOME");
  if (!home || home[0] != '/') return 0;
  size_t end = strlen(home);
  while (end > 1 && home[end - 1] == '/') end--;
  if (end >= room) return 0;
  memcpy(out, home, end);
  out[end] = 0;
  return join(out + end, room - end, &below, 1);
}

/* Absolute path of the full program, beside this one. */
static int full_program(char path[PATH_MAX]) {
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
  slash[1] = 0;
  const char *const parts[] = {self, FULL_PROGRAM};
  return join(path, PATH_MAX, parts, 2);
}

#ifdef TEST_TRUST_ANY
/* Only for tests of what follows once a peer is trusted; build.mjs never sets it. */
static int is_our_engine(int fd, const char *full, pid_t *peer) {
  (void)fd;
  (void)full;
  *peer = -1;
  return 1;
}
#elif defined(__linux__)
/* A process can be the right program and still carry another's library: its environment as it was started tells. */
static int was_preloaded(const char *process) {
  char name[64], env[32 * 1024];
  if (!JOIN(name, process, "/environ")) return 1;
  int fd = open(name, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return 1;
  size_t length = 0;
  ssize_t n;
  while (length < sizeof env - 1 && (n = read(fd, env + length, sizeof env - 1 - length)) > 0) length += (size_t)n;
  close(fd);
  if (length == sizeof env - 1) return 1;
  env[length] = 0;
  for (size_t at = 0; at < length; at += strlen(env + at) + 1)
    if (BEGINS_WITH(env + at, SCRUBBED) && strcmp(env + at, ENGINE_MALLOC) != 0) return 1;
  return 0;
}

/* The peer is this user's and runs the very file that would be executed otherwise. */
static int is_our_engine(int fd, const char *full, pid_t *peer) {
  struct stat wanted, seen;
  struct ucred who;
  socklen_t size = sizeof who;
  if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &size) != 0 || who.uid != geteuid() || who.pid <= 0) return 0;
  char number[24], process[40], exe[64];
  if (!JOIN(process, "/proc/", digits(number, (unsigned long)who.pid)) || !JOIN(exe, process, "/exe")) return 0;
  if (stat(full, &wanted) != 0 || stat(exe, &seen) != 0) return 0;
  if (seen.st_dev != wanted.st_dev || seen.st_ino != wanted.st_ino) return 0;
  *peer = who.pid;
  return !was_preloaded(process);
}
#else
static int is_our_engine(int fd, const char *full, pid_t *peer) {
  struct stat wanted, seen;
  uid_t uid;
  gid_t gid;
  pid_t pid;
  socklen_t size = sizeof pid;
  if (getpeereid(fd, &uid, &gid) != 0 || uid != geteuid()) return 0;
  if (getsockopt(fd, SOL_LOCAL, LOCAL_PEERPID, &pid, &size) != 0) return 0;
  char exe[PROC_PIDPATHINFO_MAXSIZE];
  if (stat(full, &wanted) != 0 || proc_pidpath(pid, exe, sizeof exe) <= 0 || stat(exe, &seen) != 0) return 0;
  *peer = -1; /* no credentials travel with the bytes there */
  return seen.st_dev == wanted.st_dev && seen.st_ino == wanted.st_ino;
}
#endif

/* A connected socket, or -1. */
static int connect_to(const struct sockaddr_un *address) {
#ifdef __linux__
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
#else
  int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  if (fd >= 0) (void)fcntl(fd, F_SETFD, FD_CLOEXEC);
  if (fd >= 0) (void)fcntl(fd, F_SETFL, O_NONBLOCK);
#endif
  if (fd < 0) return -1;
  if (connect(fd, (const struct sockaddr *)address, sizeof *address) == 0) return fd;
  close(fd);
  return -1;
}

#ifdef __linux__
static int only_root_writes(const char *folder) {
  struct stat seen;
  return lstat(folder, &seen) == 0 && S_ISDIR(seen.st_mode) && seen.st_uid == 0 && (seen.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

/* The machine's engine: its process is another user's and cannot be looked at, so the place of its socket vouches for it, in folders that
 * only root changes, together with the listener, which is root's (systemd) or that user's whom root chose. */
static int connect_system_engine(void) {
  struct sockaddr_un address;
  memset(&address, 0, sizeof address);
  address.sun_family = AF_UNIX;
  char number[24], folder[64];
  if (!JOIN(folder, SYSTEM_FOLDER, "/", digits(number, (unsigned long)geteuid()))) return -1;
  if (!only_root_writes(folder) || !only_root_writes(SYSTEM_FOLDER) || !JOIN(address.sun_path, folder, SYSTEM_SOCKET)) return -1;
  return connect_to(&address);
}
#endif

/* A connected socket to an engine that may be believed, or -1. `peer` is the process whose bytes count, -1 where that cannot be told. */
static int connect_engine(const char *full, pid_t *peer) {
  *peer = -1;
#ifdef __linux__
  int system_engine = connect_system_engine();
  if (system_engine >= 0) return system_engine;
#endif
  struct sockaddr_un address;
  memset(&address, 0, sizeof address);
  address.sun_family = AF_UNIX;
  if (!below_home(address.sun_path, sizeof address.sun_path, ENGINE_SOCKET)) return -1;
  int fd = connect_to(&address);
  if (fd < 0) return -1;
  if (is_our_engine(fd, full, peer)) return fd;
  close(fd);
  return -1;
}

/* 0 when the reader has gone or there is no room. */
static int write_all(int fd, const unsigned char *bytes, size_t length) {
  while (length > 0) {
    ssize_t n = write(fd, bytes, length);
    if (n > 0) {
      bytes += n;
      length -= (size_t)n;
    } else if (n < 0 && errno == EAGAIN) {
      struct pollfd p = {.fd = fd, .events = POLLOUT, .revents = 0};
      (void)poll(&p, 1, -1);
    } else if (n == 0 || errno != EINTR) return 0;
  }
  return 1;
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
  (void)write_all(1, text, out);
  (void)write_all(2, at, err);
  _exit(exit_code);
}

static int send_all(int fd, struct iovec *parts, int count) {
  while (count > 0) {
    ssize_t n = writev(fd, parts, count);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EAGAIN && wait_for(fd, POLLOUT)) continue;
    if (n < 0) return 0;
    for (size_t sent = (size_t)n; count > 0; parts++, count--) {
      size_t taken = sent < parts->iov_len ? sent : parts->iov_len;
      parts->iov_base = (unsigned char *)parts->iov_base + taken;
      parts->iov_len -= taken;
      sent -= taken;
      if (parts->iov_len > 0) break;
    }
  }
  return 1;
}

static int send_request(int fd, const struct buffer *in) {
  static unsigned char storage[16 * 1024];
  struct buffer out = START_ON(storage);
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
    struct iovec parts[] = {{.iov_base = out.bytes, .iov_len = out.length}, {.iov_base = in->bytes, .iov_len = in->length}};
    ok = send_all(fd, parts, 2);
  }
  return ok;
}

/* Takes what has arrived. Where the kernel tells who sent it, bytes of any other process than `peer` count as an error. */
static ssize_t receive(int fd, unsigned char *bytes, size_t room, pid_t peer) {
  if (peer < 0) return recv(fd, bytes, room, 0);
#ifdef __linux__
  union {
    struct cmsghdr head;
    char room[CMSG_SPACE(sizeof(struct ucred))];
  } control;
  struct iovec part = {.iov_base = bytes, .iov_len = room};
  struct msghdr message;
  memset(&message, 0, sizeof message);
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = &control;
  message.msg_controllen = sizeof control;
  ssize_t n = recvmsg(fd, &message, MSG_CMSG_CLOEXEC);
  if (n <= 0) return n;
  struct cmsghdr *head = CMSG_FIRSTHDR(&message);
  struct ucred who;
  errno = EACCES;
  if (!head || head->cmsg_level != SOL_SOCKET || head->cmsg_type != SCM_CREDENTIALS || (message.msg_flags & MSG_CTRUNC) != 0) return -1;
  memcpy(&who, CMSG_DATA(head), sizeof who);
  return who.pid == peer ? n : -1;
#else
  return -1;
#endif
}

/* Waits are progress and no part of the answer. */
static void drop_waits(struct buffer *answer) {
  size_t waits = 0;
  while (waits < answer->length && answer->bytes[waits] == WAIT_BYTE) waits++;
  if (waits == 0) return;
  answer->length -= waits;
  memmove(answer->bytes, answer->bytes + waits, answer->length);
}

/* The whole answer frame, checked for its own length; 0 when it is anything else. */
static int read_answer(int fd, struct buffer *answer, pid_t peer) {
  for (;;) {
    if (!wait_for(fd, POLLIN) || !reserve(answer, 1)) return 0;
    ssize_t n = receive(fd, answer->bytes + answer->length, answer->room - answer->length, peer);
    if (n < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (n <= 0) return 0;
    answer->length += (size_t)n;
    drop_waits(answer);
    if (answer->length < HEADER_SIZE) continue;
    if (memcmp(answer->bytes, ANSWER_MAGIC, 4) != 0) return 0;
    uint32_t body = get_u32(answer->bytes + 4);
    if (body > MAX_ANSWER || answer->length > HEADER_SIZE + body) return 0;
    if (answer->length == HEADER_SIZE + body) return 1;
  }
}

/* The whole exchange; returns when there is no answer that may be given. */
static void ask(int fd, const struct buffer *in, pid_t peer) {
  static unsigned char storage[8 * 1024];
  struct buffer answer = START_ON(storage);
#ifdef __linux__
  /* From here on the kernel says with each piece which process sent it: a listener that handed its socket to another one is found out. */
  int yes = 1;
  if (peer >= 0 && setsockopt(fd, SOL_SOCKET, SO_PASSCRED, &yes, sizeof yes) != 0) return;
#endif
  if (send_request(fd, in) && read_answer(fd, &answer, peer)) give_answer(&answer);
}

/* Makes the bytes that were read the stdin of what is executed next; descriptor 0 is free, so none other is needed. Where that fails, the
 * full program finds no input and its fail mode decides. */
static void restore_stdin(const struct buffer *in) {
#ifdef __linux__
  int fd = memfd_create("stdin", 0);
#else
  char name[] = "/tmp/clampd-stdin.XXXXXX";
  int fd = mkstemp(name);
  if (fd >= 0) unlink(name);
#endif
  if (fd < 0) return;
  int ok = write_all(fd, in->bytes, in->length) && lseek(fd, 0, SEEK_SET) == 0;
  if (ok && fd != 0) ok = dup2(fd, 0) == 0;
  if (!ok || fd != 0) close(fd);
}

static void scrub_environment(void) {
  char **kept = environ;
  for (char **pair = environ; *pair; pair++)
    if (!BEGINS_WITH(*pair, SCRUBBED)) *kept++ = *pair;
  *kept = NULL;
}

/* Exit 1 is "the hook itself failed" for every client: whether that blocks is the client's and its settings' to say. */
static int fail(const char *what) {
  char line[256];
  if (JOIN(line, "clampd-guard: ", what, ": ", strerror(errno), "\n")) (void)write_all(2, (const unsigned char *)line, strlen(line));
  return 1;
}

/* The full program's loader opens libraries; a limit that leaves no descriptor for them is only a soft one as a rule. */
static void make_room_for_descriptors(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= 64) return;
  limit.rlim_cur = limit.rlim_max;
  (void)setrlimit(RLIMIT_NOFILE, &limit);
}

static int run_full_program(const char *full, char **argv) {
  scrub_environment();
  make_room_for_descriptors();
  execv(full, argv);
  return fail("the full program beside the launcher cannot be started");
}

/* Whether the process runs the full program; one that ended and that nobody has waited for runs none. */
static int is_engine(pid_t process, const char *full) {
#ifdef __linux__
  char exe[64], room[24];
  struct stat runs, installed;
  if (!JOIN(exe, "/proc/", digits(room, (unsigned long)process), "/exe")) return 0;
  return stat(exe, &runs) == 0 && stat(full, &installed) == 0 && runs.st_dev == installed.st_dev && runs.st_ino == installed.st_ino;
#else
  (void)full;
  return kill(process, 0) == 0;
#endif
}

/* The engine's lock, held by this process and by the engine that it turns into. 0 where another one has it. */
static int take_lock(const char *full) {
  char folder[PATH_MAX], lock[PATH_MAX], room[24];
  struct stat about;
  if (!below_home(folder, sizeof folder, ENGINE_FOLDER) || !below_home(lock, sizeof lock, ENGINE_LOCK)) return 0;
  if (mkdir(folder, 0700) != 0 && errno != EEXIST) return 0;
  if (lstat(folder, &about) != 0 || !S_ISDIR(about.st_mode) || about.st_uid != geteuid()) return 0;
  int fd = open(lock, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd >= 0) {
    char text[128];
    int ok = JOIN(text, "{\"pid\":", digits(room, (unsigned long)getpid()), ",\"build\":\"" BUILD_ID "\"}");
    ok = ok && write_all(fd, (const unsigned char *)text, strlen(text));
    close(fd);
    return ok;
  }
  if (errno != EEXIST) return 0;
  char held[128];
  fd = open(lock, O_RDONLY | O_CLOEXEC);
  ssize_t n = fd < 0 ? 0 : read(fd, held, sizeof held - 1);
  if (fd >= 0) close(fd);
  held[n > 0 ? n : 0] = 0;
  long holder = strncmp(held, "{\"pid\":", 7) == 0 ? strtol(held + 7, NULL, 10) : 0;
  /* Whose a lock is that no engine holds is for the new engine to settle (src/engine/lock.ts). */
  return holder <= 0 || !is_engine((pid_t)holder, full);
}

/* Starts an engine for the next call when this one is over: a child waits for the end of a pipe that the full program holds open. Nobody
 * waits for the child, which has left the client's descriptors and its process group. */
static void let_engine_follow(const char *full) {
  int ends[2];
  if (pipe(ends) != 0) return;
  pid_t child = fork();
  if (child != 0) {
    close(ends[0]);
    if (child < 0) close(ends[1]);
    return;
  }
  close(ends[1]);
  (void)setsid();
  int null = open("/dev/null", O_RDWR);
  for (int fd = 0; fd < 3; fd++)
    if (null < 0 || dup2(null, fd) < 0) close(fd);
  if (null > 2) close(null);
  char byte;
  while (read(ends[0], &byte, 1) < 0 && errno == EINTR) {
  }
  close(ends[0]);
  if (chdir("/") != 0 || !take_lock(full)) _exit(0);
  char name[] = FULL_PROGRAM, engine[] = "engine", run[] = "run";
  char *args[] = {name, engine, run, NULL};
  static const char *const given[] = {"HOME=", "USER=", "LOGNAME="};
  char malloc_setting[] = ENGINE_MALLOC, *env[sizeof(given) / sizeof(given[0]) + 2];
  size_t count = 0;
  for (size_t i = 0; i < sizeof(given) / sizeof(given[0]); i++)
    for (char **pair = environ; *pair; pair++)
      if (strncmp(*pair, given[i], strlen(given[i])) == 0) {
        env[count++] = *pair;
        break;
      }
  env[count++] = malloc_setting;
  env[count] = NULL;
  make_room_for_descriptors();
  execve(full, args, env);
  _exit(1);
}

/* A socket that took the number of a closed stdout would be answered to. */
static void occupy_standard_descriptors(void) {
  int fd;
  do fd = open("/dev/null", O_RDWR);
  while (fd >= 0 && fd < 3);
  if (fd >= 3) close(fd);
}

int main(int argc, char **argv) {
  char full[PATH_MAX];
  for (int fd = 0; fd < 3; fd++)
    if (fcntl(fd, F_GETFD) < 0) {
      occupy_standard_descriptors();
      break;
    }
  if (!full_program(full)) return fail("cannot tell where it is installed");
  if (argc > 1) return run_full_program(full, argv);
  signal(SIGPIPE, SIG_IGN);
  static unsigned char storage[64 * 1024];
  struct buffer in = START_ON(storage);
  /* A stdin that cannot be read is left as it is: the full program meets the same error and decides by its fail mode. */
  if (read_stdin(&in)) {
    close(0);
    pid_t peer;
    int fd = in.length > MAX_STDIN ? -1 : connect_engine(full, &peer);
    if (fd >= 0) {
      ask(fd, &in, peer);
      close(fd);
    }
    restore_stdin(&in);
  }
  signal(SIGPIPE, SIG_DFL);
  char name[] = FULL_PROGRAM, cold[] = "--cold";
  char *args[] = {name, cold, NULL};
  let_engine_follow(full);
  return run_full_program(full, args);
}
