// libcurl, loaded when something is first asked of the network.
//
// Its functions that set options take any number of parameters, which neither Swift nor the list of LAZY_FUNCTIONS can
// call; so what is needed of it is wrapped here.
#include "CCurl.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#if defined(__linux__)
#include "CLoader.hpp"

static lazy::Library library("curl", "libcurl.so", 4, "libcurl", "GRIDCAST_CURL");

#define FUNCTIONS(F)                                                                              \
  F(curl_easy_cleanup) F(curl_easy_getinfo) F(curl_easy_init) F(curl_easy_perform)                \
  F(curl_easy_setopt) F(curl_easy_strerror)

#define SLOT(name) slot_##name,
#define NAME(name) #name,
enum { FUNCTIONS(SLOT) slot_count };
static const char *const names[] = {FUNCTIONS(NAME)};
static void *functions[slot_count];

extern "C" const char *gridcast_curl_missing(void) {
  return library.missing(names, functions, slot_count);
}
#define CURL_FUNCTION(name) (reinterpret_cast<decltype(&::name)>(functions[slot_##name]))
#else
extern "C" const char *gridcast_curl_missing(void) { return nullptr; }
#define CURL_FUNCTION(name) ::name
#endif

// The header's macros of these names would hide the functions.
#undef curl_easy_setopt
#undef curl_easy_getinfo

struct gridcast_curl {
  CURL *handle;
  uint8_t *bytes;
  size_t count, room, most;
  bool is_too_large;
  char words[CURL_ERROR_SIZE];
};

static size_t take(char *piece, size_t one, size_t many, void *user) {
  auto curl = static_cast<gridcast_curl *>(user);
  size_t size = one * many;
  if (size > curl->most - curl->count) {
    curl->is_too_large = true;
    return 0;
  }
  if (curl->count + size > curl->room) {
    size_t room = 2 * (curl->count + size);
    auto bytes = static_cast<uint8_t *>(realloc(curl->bytes, room));
    if (!bytes) return 0;
    curl->bytes = bytes;
    curl->room = room;
  }
  memcpy(curl->bytes + curl->count, piece, size);
  curl->count += size;
  return size;
}

extern "C" struct gridcast_curl *gridcast_curl_open(void) {
  if (gridcast_curl_missing()) return nullptr;
  CURL *handle = CURL_FUNCTION(curl_easy_init)();
  if (!handle) return nullptr;
  auto curl = static_cast<gridcast_curl *>(calloc(1, sizeof(gridcast_curl)));
  if (curl) curl->handle = handle;
  return curl;
}

extern "C" void gridcast_curl_close(struct gridcast_curl *curl) {
  if (!curl) return;
  CURL_FUNCTION(curl_easy_cleanup)(curl->handle);
  free(curl->bytes);
  free(curl);
}

static void copy(char *target, size_t size, const char *text) {
  target[0] = 0;
  if (text) strncat(target, text, size - 1);
}

#if defined(__linux__)
// The file of the authorities whose certificates this machine trusts: a libcurl that was brought along from another
// Linux would look where that one has it. Null where none is known, for libcurl to decide.
static const char *certificates() {
  const char *named = getenv("SSL_CERT_FILE");
  if (named && *named) return named;
  static const char *const files[] = {
      "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
      "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", "/etc/ssl/ca-bundle.pem",
      "/etc/ssl/cert.pem"};
  for (const char *file : files)
    if (access(file, R_OK) == 0) return file;
  return nullptr;
}
#endif

extern "C" void gridcast_curl_ask(struct gridcast_curl *curl,
                                  const struct gridcast_curl_request *request,
                                  struct gridcast_curl_answer *answer) {
  auto set = CURL_FUNCTION(curl_easy_setopt);
  auto get = CURL_FUNCTION(curl_easy_getinfo);
  CURL *handle = curl->handle;
  curl->count = 0;
  curl->most = request->most_bytes;
  curl->is_too_large = false;
  curl->words[0] = 0;
  int faults = 0;
#define SET(option, value) faults += set(handle, option, value) != CURLE_OK
  SET(CURLOPT_NOSIGNAL, 1L);
  SET(CURLOPT_ERRORBUFFER, curl->words);
  SET(CURLOPT_WRITEFUNCTION, take);
  SET(CURLOPT_WRITEDATA, curl);
  SET(CURLOPT_URL, request->url);
  SET(CURLOPT_USERAGENT, request->agent);
  // What stands in ~/.netrc is for others.
  SET(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  SET(CURLOPT_FOLLOWLOCATION, 0L);
  SET(CURLOPT_SSL_VERIFYPEER, 1L);
  SET(CURLOPT_SSL_VERIFYHOST, 2L);
  SET(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
#if LIBCURL_VERSION_NUM >= 0x075500
  SET(CURLOPT_PROTOCOLS_STR, request->allows_plain ? "http,https" : "https");
#else
  SET(CURLOPT_PROTOCOLS,
      static_cast<long>(request->allows_plain ? CURLPROTO_HTTP | CURLPROTO_HTTPS : CURLPROTO_HTTPS));
#endif
#if defined(__linux__)
  if (const char *file = certificates()) SET(CURLOPT_CAINFO, file);
#endif
  if (request->is_direct) SET(CURLOPT_PROXY, "");
  // Whatever it can unpack; the limit counts unpacked bytes.
  SET(CURLOPT_ACCEPT_ENCODING, "");
  SET(CURLOPT_CONNECTTIMEOUT_MS, request->connect_milliseconds);
  SET(CURLOPT_TIMEOUT_MS, request->whole_milliseconds);
  SET(CURLOPT_LOW_SPEED_LIMIT, request->least_bytes);
  SET(CURLOPT_LOW_SPEED_TIME, request->slow_seconds);
  if (request->form) {
    SET(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(strlen(request->form)));
    SET(CURLOPT_COPYPOSTFIELDS, request->form);
  } else {
    SET(CURLOPT_HTTPGET, 1L);
  }
#undef SET
  memset(answer, 0, sizeof *answer);
  if (faults) {
    answer->fault = GRIDCAST_CURL_MISUSED;
    copy(answer->words, sizeof answer->words, "this libcurl lacks an option that is needed");
    return;
  }
  CURLcode code = CURL_FUNCTION(curl_easy_perform)(handle);
  get(handle, CURLINFO_RESPONSE_CODE, &answer->status);
  curl_off_t seconds = 0;
  get(handle, CURLINFO_RETRY_AFTER, &seconds);
  answer->retry_after = seconds;
  char *text = nullptr;
  get(handle, CURLINFO_REDIRECT_URL, &text);
  copy(answer->redirect, sizeof answer->redirect, text);
  text = nullptr;
  get(handle, CURLINFO_CONTENT_TYPE, &text);
  copy(answer->type, sizeof answer->type, text);
  answer->bytes = curl->bytes;
  answer->count = curl->count;
  if (code == CURLE_OK) return;
  switch (code) {
  case CURLE_PEER_FAILED_VERIFICATION:
  case CURLE_SSL_CACERT_BADFILE:
  case CURLE_SSL_ISSUER_ERROR:
  case CURLE_SSL_INVALIDCERTSTATUS:
    answer->fault = GRIDCAST_CURL_UNTRUSTED;
    break;
  case CURLE_UNSUPPORTED_PROTOCOL:
  case CURLE_URL_MALFORMAT:
    answer->fault = GRIDCAST_CURL_MISUSED;
    break;
  default:
    answer->fault = curl->is_too_large ? GRIDCAST_CURL_TOO_LARGE
                                       : GRIDCAST_CURL_FAILED;
  }
  copy(answer->words, sizeof answer->words,
       curl->words[0] ? curl->words : CURL_FUNCTION(curl_easy_strerror)(code));
}
