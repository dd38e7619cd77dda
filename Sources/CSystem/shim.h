#ifdef __linux__
#include <malloc.h>
#include <sys/types.h>
// glibc declares these for C only where _GNU_SOURCE is defined before everything else.
ssize_t copy_file_range(int from, long *from_offset, int to, long *to_offset, size_t length,
                        unsigned flags);
int sync_file_range(int file, long offset, long length, unsigned flags);
int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned flags);
#endif
