#pragma once

#include <proj.h>
#include <proj_experimental.h>

#ifdef __cplusplus
extern "C" {
#endif

// NULL, or a sentence on why PROJ cannot be used; then its functions do nothing and return zero. It is
// loaded by this or by the first call.
const char *gridcast_proj_missing(void);

#ifdef __cplusplus
}
#endif
