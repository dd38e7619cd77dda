/* Stands between a program and the C library, for what a test cannot bring about otherwise: a file system
   without locks, a lock that cannot be made, a signal in the middle of a step, files that cannot be moved
   or removed; and it notes what was written through to the disk. Tests compile and preload it. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <limits.h>
#include <sys/file.h>
#include <sys/stat.h>
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

static int is_staged(const char *path) { return strstr(path, ".gridcast-") != NULL; }

/* The path of what has a name in an open folder. */
static const char *whole(int folder, const char *path, char *buffer) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
  ssize_t length = path[0] == '/' || folder == AT_FDCWD ? -1 : readlink(link, buffer, PATH_MAX);
  if (length < 0) return path;
  snprintf(buffer + length, PATH_MAX, "/%s", path);
  return buffer;
}

/* SHIM_NO_ROOM is how the path of a file ends that cannot be made, as on a disk that is full. */
static int has_no_room(const char *path, int flags) {
  const char *end = getenv("SHIM_NO_ROOM");
  size_t length = strlen(path);
  return end && flags & O_CREAT && is_staged(path) && length >= strlen(end) &&
         strcmp(path + length - strlen(end), end) == 0;
}

#define OPEN(name) \
  int name(const char *path, int flags, ...) { \
    va_list list; \
    va_start(list, flags); \
    mode_t mode = flags & O_CREAT ? va_arg(list, mode_t) : 0; \
    va_end(list); \
    if (has_no_room(path, flags)) { errno = ENOSPC; return -1; } \
    int (*next)(const char *, int, ...) = dlsym(RTLD_NEXT, #name); \
    return next(path, flags, mode); \
  }
OPEN(open)
OPEN(open64)

#define OPEN_AT(name) \
  int name(int folder, const char *path, int flags, ...) { \
    va_list list; \
    va_start(list, flags); \
    mode_t mode = flags & O_CREAT ? va_arg(list, mode_t) : 0; \
    va_end(list); \
    char buffer[2 * PATH_MAX]; \
    if (has_no_room(whole(folder, path, buffer), flags)) { errno = ENOSPC; return -1; } \
    int (*next)(int, const char *, int, ...) = dlsym(RTLD_NEXT, #name); \
    return next(folder, path, flags, mode); \
  }
OPEN_AT(openat)
OPEN_AT(openat64)

/* SHIM_MKDIR=term: the signal comes when the first folder of a staging has been made. */
int mkdirat(int folder, const char *path, mode_t mode) {
  static atomic_int count;
  char buffer[2 * PATH_MAX];
  int (*next)(int, const char *, mode_t) = dlsym(RTLD_NEXT, "mkdirat");
  int result = next(folder, path, mode);
  if (getenv("SHIM_MKDIR") && is_staged(whole(folder, path, buffer)) && !count++) {
    kill(getpid(), SIGTERM);
    usleep(300000);
  }
  return result;
}

/* SHIM_STAYS is a part of the paths of a staging that cannot be removed. */
#define REMOVAL(name) \
  int name(const char *path) { \
    const char *part = getenv("SHIM_STAYS"); \
    if (part && is_staged(path) && strstr(path, part)) { errno = EPERM; return -1; } \
    int (*next)(const char *) = dlsym(RTLD_NEXT, #name); \
    return next(path); \
  }
REMOVAL(unlink)
REMOVAL(rmdir)
REMOVAL(remove)

int unlinkat(int folder, const char *path, int flags) {
  const char *part = getenv("SHIM_STAYS");
  char buffer[2 * PATH_MAX];
  const char *all = whole(folder, path, buffer);
  if (part && is_staged(all) && strstr(all, part)) { errno = EPERM; return -1; }
  int (*next)(int, const char *, int) = dlsym(RTLD_NEXT, "unlinkat");
  return next(folder, path, flags);
}

/* SHIM_LOG is a file in which what was written through to the disk and what was renamed is noted. */
static void note(const char *what, const char *path) {
  const char *log = getenv("SHIM_LOG");
  FILE *file = log ? fopen(log, "a") : NULL;
  if (!file) return;
  fprintf(file, "%s %s\n", what, path);
  fclose(file);
}

int fsync(int file) {
  char link[64], path[4096] = {0};
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  if (readlink(link, path, sizeof path - 1) > 0) note("fsync", path);
  int (*next)(int) = dlsym(RTLD_NEXT, "fsync");
  return next(file);
}

/* SHIM_RENAME is kill:N, fail:N, stuck:N, or int:N, term:N, hup:N; the N-th rename of a staging meets it.
   SHIM_SLOW is how many microseconds each of them takes, so that a signal from outside meets them. */
static int meets(const char *from, const char *to) {
  static atomic_int count;
  const char *what = getenv("SHIM_RENAME"), *slow = getenv("SHIM_SLOW");
  note("rename", to);
  if (!is_staged(from) && !is_staged(to)) return 0;
  if (slow) usleep(atoi(slow));
  if (!what) return 0;
  int at = atoi(strchr(what, ':') + 1), now = ++count;
  int signal = what[0] == 't' ? SIGTERM : what[0] == 'i' ? SIGINT : what[0] == 'h' ? SIGHUP : 0;
  if (now == at && what[0] == 'k') kill(getpid(), SIGKILL);
  if (now == at && signal) { kill(getpid(), signal); usleep(300000); }
  if ((now == at && what[0] == 'f') || (now >= at && what[0] == 's')) { errno = EPERM; return 1; }
  return 0;
}

int rename(const char *from, const char *to) {
  int (*next)(const char *, const char *) = dlsym(RTLD_NEXT, "rename");
  return meets(from, to) ? -1 : next(from, to);
}

int renameat(int from_folder, const char *from, int to_folder, const char *to) {
  char first[2 * PATH_MAX], second[2 * PATH_MAX];
  int (*next)(int, const char *, int, const char *) = dlsym(RTLD_NEXT, "renameat");
  if (meets(whole(from_folder, from, first), whole(to_folder, to, second))) return -1;
  return next(from_folder, from, to_folder, to);
}

/* SHIM_NO_EXCLUSIVE: the file system cannot rename without replacing, or, where it is 2, make links either. */
int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned flags) {
  char first[2 * PATH_MAX], second[2 * PATH_MAX];
  int (*next)(int, const char *, int, const char *, unsigned) = dlsym(RTLD_NEXT, "renameat2");
  if (meets(whole(from_folder, from, first), whole(to_folder, to, second))) return -1;
  if (getenv("SHIM_NO_EXCLUSIVE")) { errno = EINVAL; return -1; }
  return next(from_folder, from, to_folder, to, flags);
}

int linkat(int from_folder, const char *from, int to_folder, const char *to, int flags) {
  const char *lacks = getenv("SHIM_NO_EXCLUSIVE");
  int (*next)(int, const char *, int, const char *, int) = dlsym(RTLD_NEXT, "linkat");
  if (lacks && atoi(lacks) > 1) { errno = EPERM; return -1; }
  return next(from_folder, from, to_folder, to, flags);
}
