#pragma once

#include <cblas.h>

#ifdef __cplusplus
extern "C" {
#endif

// NULL, or a sentence on why OpenBLAS cannot be used; then its functions do nothing. It is loaded by this
// or by the first call.
const char *gridcast_blas_missing(void);

#ifdef __cplusplus
}
#endif
