// OpenBLAS, loaded when it is first called: it starts a thread for every core as it is loaded, and
// they look for work for a while. Jobs without a network need neither.
#if defined(__linux__)

#include "CBLAS.h"
#include "CLoader.hpp"

static lazy::Library library("OpenBLAS", "libopenblas.so", 0, "libopenblas",
                             "GRIDCAST_OPENBLAS");

#define FUNCTIONS(F) F(14, cblas_sgemm) F(9, cblas_somatcopy) F(1, openblas_set_num_threads)

LAZY_FUNCTIONS(FUNCTIONS)
LAZY_MISSING(gridcast_blas_missing)

#else
extern "C" const char *gridcast_blas_missing(void) { return nullptr; }
#endif
