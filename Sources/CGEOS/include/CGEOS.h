#pragma once

// Only the re-entrant functions, which take a context.
#define GEOS_USE_ONLY_R_API
#include <geos_c.h>

#ifdef __cplusplus
extern "C" {
#endif

// NULL, or a sentence on why GEOS cannot be used; then its functions do nothing and return zero. It is
// loaded by this or by the first call.
const char *gridcast_geos_missing(void);

#ifdef __cplusplus
}
#endif
