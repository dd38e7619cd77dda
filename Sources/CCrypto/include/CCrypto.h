#pragma once

#include <openssl/evp.h>

#ifdef __cplusplus
extern "C" {
#endif

// NULL, or a sentence on why libcrypto cannot be used; then its functions do nothing and return zero. It
// is loaded by this or by the first call.
const char *gridcast_crypto_missing(void);

#ifdef __cplusplus
}
#endif
