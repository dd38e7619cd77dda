// OpenBLAS, loaded when it is first called: it starts a thread for every core as it is loaded, and
// they look for work for a while. Jobs without a network need neither.
#if defined(__linux__)

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void *find(const char *name) {
  static void *library;
  if (!library) {
    // The work is spread over cores above BLAS.
    setenv("OPENBLAS_NUM_THREADS", "1", 1);
    library = dlopen("libopenblas.so.0", RTLD_LAZY | RTLD_LOCAL);
  }
  void *function = library ? dlsym(library, name) : NULL;
  if (!function) {
    fprintf(stderr, "error: OpenBLAS cannot be loaded: %s; install libopenblas0\n", dlerror());
    _exit(70);
  }
  return function;
}

void cblas_sgemm(int order, int a_transposed, int b_transposed, int m, int n, int k, float alpha,
                 const float *a, int lda, const float *b, int ldb, float beta, float *c, int ldc) {
  static void (*function)(int, int, int, int, int, int, float, const float *, int, const float *,
                          int, float, float *, int);
  if (!function) function = (__typeof__(function))find("cblas_sgemm");
  function(order, a_transposed, b_transposed, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
}

void cblas_somatcopy(int order, int transposed, int rows, int columns, float alpha, const float *a,
                     int lda, float *b, int ldb) {
  static void (*function)(int, int, int, int, float, const float *, int, float *, int);
  if (!function) function = (__typeof__(function))find("cblas_somatcopy");
  function(order, transposed, rows, columns, alpha, a, lda, b, ldb);
}

void openblas_set_num_threads(int count) {
  static void (*function)(int);
  if (!function) function = (__typeof__(function))find("openblas_set_num_threads");
  function(count);
}

#endif
