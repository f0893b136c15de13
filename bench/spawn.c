/*
 * Times whole processes from spawn to exit, without the noise of a runtime of its own.
 *
 *   spawn ROUNDS WORKERS PLAN     runs every program of PLAN once a round, in turn, in WORKERS processes at a time; prints a line
 *                                 "PROGRAM NANOSECONDS STATUS" for each run (STATUS as wait(2) gives it)
 *   spawn burn                    keeps one core busy until it is killed
 *
 * PLAN has a line per program: stdin's file, then the program and its arguments, separated by tabs.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MAX_PROGRAMS 64
#define MAX_FIELDS 32

extern char **environ;

struct program {
  char *fields[MAX_FIELDS + 1];
};

struct run {
  int program, status;
  long long ns;
};

static long long now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void stop(const char *what) {
  perror(what);
  exit(1);
}

static int read_plan(const char *file, struct program *programs) {
  FILE *plan = fopen(file, "r");
  if (!plan) stop(file);
  int count = 0;
  char *line = NULL;
  size_t room = 0;
  while (count < MAX_PROGRAMS && getline(&line, &room, plan) > 0) {
    line[strcspn(line, "\n")] = 0;
    char *rest = strdup(line);
    int at = 0;
    for (char *field; at < MAX_FIELDS && (field = strsep(&rest, "\t"));) programs[count].fields[at++] = field;
    programs[count].fields[at] = NULL;
    if (at >= 2) count++;
  }
  free(line);
  fclose(plan);
  return count;
}

static struct run run_once(int index, struct program *program) {
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, 0, program->fields[0], O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0);
  struct run run = {.program = index, .status = -1, .ns = 0};
  pid_t pid;
  long long started = now();
  if (posix_spawnp(&pid, program->fields[1], &files, NULL, program->fields + 1, environ) != 0) stop(program->fields[1]);
  if (waitpid(pid, &run.status, 0) != pid) stop("waitpid");
  run.ns = now() - started;
  posix_spawn_file_actions_destroy(&files);
  return run;
}

/* One worker's lines go out in one piece at its end, so that writing disturbs no measurement. */
static void work(int rounds, struct program *programs, int count) {
  size_t runs = (size_t)rounds * (size_t)count, at = 0;
  struct run *all = calloc(runs, sizeof *all);
  if (!all) stop("calloc");
  for (int round = 0; round < rounds; round++)
    /* Who follows a large program finds cold caches: so everyone has every place in turn. */
    for (int i = 0; i < count; i++) {
      int next = (i * (round % 2 ? count - 1 : 1) + round) % count;
      all[at++] = run_once(next, &programs[next]);
    }
  for (at = 0; at < runs; at++) printf("%d %lld %d\n", all[at].program, all[at].ns, all[at].status);
  fflush(stdout);
}

int main(int argc, char **argv) {
  if (argc == 2 && strcmp(argv[1], "burn") == 0)
    for (volatile unsigned long long i = 0;;) i++;
  if (argc != 4) return fprintf(stderr, "usage: spawn ROUNDS WORKERS PLAN | spawn burn\n"), 2;
  static struct program programs[MAX_PROGRAMS];
  int rounds = atoi(argv[1]), workers = atoi(argv[2]), count = read_plan(argv[3], programs);
  if (rounds < 1 || workers < 1 || count < 1) return fprintf(stderr, "nothing to run\n"), 2;
  long long started = now();
  if (workers == 1) work(rounds, programs, count);
  else {
    char names[workers][32];
    for (int w = 0; w < workers; w++) {
      snprintf(names[w], sizeof names[w], "/tmp/clampd-spawn-XXXXXX");
      int fd = mkstemp(names[w]);
      if (fd < 0) stop("mkstemp");
      pid_t pid = fork();
      if (pid < 0) stop("fork");
      if (pid == 0) {
        dup2(fd, 1);
        work(rounds, programs, count);
        _exit(0);
      }
      close(fd);
    }
    while (wait(NULL) > 0) continue;
    for (int w = 0; w < workers; w++) {
      FILE *lines = fopen(names[w], "r");
      char line[128];
      while (lines && fgets(line, sizeof line, lines)) fputs(line, stdout);
      if (lines) fclose(lines);
      unlink(names[w]);
    }
  }
  printf("total %lld\n", now() - started);
  return 0;
}
