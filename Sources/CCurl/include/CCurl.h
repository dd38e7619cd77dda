#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// NULL, or a sentence on why libcurl cannot be used; then nothing is asked. It is loaded by this or by the
// first request.
const char *gridcast_curl_missing(void);

// One request. Texts are copied where they must outlive it.
struct gridcast_curl_request {
  // The whole address.
  const char *url;
  // What is posted as a form; NULL to get.
  const char *form;
  const char *agent;
  // Whether HTTP without TLS is allowed.
  int allows_plain;
  // Whether no proxy is asked, as for an address of this machine.
  int is_direct;
  long connect_milliseconds, whole_milliseconds;
  // An answer that comes slower than so many bytes a second for so many seconds is given up.
  long least_bytes, slow_seconds;
  // The greatest size of an answer.
  size_t most_bytes;
};

// Whether a whole answer came, or else what is wrong.
enum gridcast_curl_fault {
  GRIDCAST_CURL_DONE,
  GRIDCAST_CURL_FAILED,
  GRIDCAST_CURL_TOO_LARGE,
  GRIDCAST_CURL_UNTRUSTED,
  GRIDCAST_CURL_MISUSED
};

// What came of it. `bytes` belongs to the connection and lives until its next request.
struct gridcast_curl_answer {
  enum gridcast_curl_fault fault;
  // libcurl's words on it.
  char words[256];
  long status;
  // Seconds that the service wants to be left alone; 0 where it says nothing.
  int64_t retry_after;
  // Where it would send us; empty where it does not.
  char redirect[512];
  char type[128];
  const uint8_t *bytes;
  size_t count;
};

struct gridcast_curl;

// A connection that is kept from one request to the next; NULL where libcurl is missing.
struct gridcast_curl *gridcast_curl_open(void);
void gridcast_curl_close(struct gridcast_curl *);

// Asks, and waits for the answer. Redirects are told and never followed.
void gridcast_curl_ask(struct gridcast_curl *, const struct gridcast_curl_request *,
                       struct gridcast_curl_answer *);

#ifdef __cplusplus
}
#endif
