/* Stands between a program and the C library, for what a test cannot bring about otherwise: a file system
   without locks, and a rename that fails or at which a signal comes. Tests compile and preload it. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

static int has_no_locks(void) { return getenv("SHIM_NO_LOCKS") != NULL; }

int flock(int file, int operation) {
  if (has_no_locks()) { errno = ENOLCK; return -1; }
  int (*next)(int, int) = dlsym(RTLD_NEXT, "flock");
  return next(file, operation);
}

static int control(const char *name, int file, int command, void *argument) {
  if (has_no_locks() && (command == F_SETLK || command == F_SETLKW)) { errno = ENOLCK; return -1; }
  int (*next)(int, int, ...) = dlsym(RTLD_NEXT, name);
  return next(file, command, argument);
}

#define CONTROL(name) \
  int name(int file, int command, ...) { \
    va_list list; \
    va_start(list, command); \
    void *argument = va_arg(list, void *); \
    va_end(list); \
    return control(#name, file, command, argument); \
  }
CONTROL(fcntl)
CONTROL(fcntl64)

/* SHIM_RENAME is kill:N, term:N, fail:N or stuck:N; the N-th rename of a staging meets it. */
int rename(const char *from, const char *to) {
  static atomic_int count;
  const char *what = getenv("SHIM_RENAME");
  if (what && (strstr(from, ".gridcast-") || strstr(to, ".gridcast-"))) {
    int at = atoi(strchr(what, ':') + 1), now = ++count;
    if (now == at && what[0] == 'k') kill(getpid(), SIGKILL);
    if (now == at && what[0] == 't') { kill(getpid(), SIGTERM); usleep(300000); }
    if ((now == at && what[0] == 'f') || (now >= at && what[0] == 's')) { errno = EPERM; return -1; }
  }
  int (*next)(const char *, const char *) = dlsym(RTLD_NEXT, "rename");
  return next(from, to);
}
