// The system's libcrypto, loaded when the first hash is made.
#if defined(__linux__)

#include "CCrypto.h"
#include "CLoader.hpp"

#include <openssl/opensslv.h>

#if OPENSSL_VERSION_MAJOR < 3
#error "OpenSSL 3 or newer is needed"
#endif

static lazy::Library library("OpenSSL", "libcrypto.so", OPENSSL_SHLIB_VERSION, "libssl",
                             "GRIDCAST_OPENSSL");

#define FUNCTIONS(F)                                                                              \
  F(3, EVP_DigestFinal_ex) F(3, EVP_DigestInit_ex) F(3, EVP_DigestUpdate) F(1, EVP_MD_CTX_free)   \
  F(0, EVP_MD_CTX_new) F(0, EVP_sha256)

LAZY_FUNCTIONS(FUNCTIONS)
LAZY_MISSING(gridcast_crypto_missing)

#else
extern "C" const char *gridcast_crypto_missing(void) { return nullptr; }
#endif
