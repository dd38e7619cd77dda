// The part of libmongoc's and libbson's interface that is used, of which versions 1 and 2 have the same. Its own
// headers are not wanted for building; `.ci/run` compiles this file after them, so that the compiler compares the two.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifndef MONGOC_H
typedef struct _bson_t bson_t;
typedef struct _mongoc_client_t mongoc_client_t;
typedef struct _mongoc_collection_t mongoc_collection_t;
typedef struct _mongoc_cursor_t mongoc_cursor_t;
typedef struct _mongoc_database_t mongoc_database_t;
typedef struct _mongoc_read_prefs_t mongoc_read_prefs_t;
typedef struct _mongoc_uri_t mongoc_uri_t;
// Version 2 keeps the last byte of the message for itself.
typedef struct _bson_error_t {
  uint32_t domain, code;
  char message[504];
} __attribute__((aligned(8))) bson_error_t;
typedef enum {
  MONGOC_LOG_LEVEL_ERROR,
  MONGOC_LOG_LEVEL_CRITICAL,
  MONGOC_LOG_LEVEL_WARNING,
  MONGOC_LOG_LEVEL_MESSAGE,
  MONGOC_LOG_LEVEL_INFO,
  MONGOC_LOG_LEVEL_DEBUG,
  MONGOC_LOG_LEVEL_TRACE,
} mongoc_log_level_t;
typedef void (*mongoc_log_func_t)(mongoc_log_level_t level, const char *domain, const char *message,
                                  void *data);
#endif

// NULL, or a sentence on why libmongoc cannot be used; then its functions do nothing. It is loaded by this
// or by the first call.
const char *gridcast_mongo_missing(void);

void bson_destroy(bson_t *document);
const uint8_t *bson_get_data(const bson_t *document);
bson_t *bson_new_from_json(const uint8_t *text, ssize_t length, bson_error_t *error);
void bson_strfreev(char **texts);
void mongoc_client_destroy(mongoc_client_t *client);
mongoc_collection_t *mongoc_client_get_collection(mongoc_client_t *client, const char *database,
                                                  const char *collection);
mongoc_database_t *mongoc_client_get_database(mongoc_client_t *client, const char *name);
mongoc_client_t *mongoc_client_new_from_uri(const mongoc_uri_t *uri);
bool mongoc_client_set_error_api(mongoc_client_t *client, int32_t version);
void mongoc_collection_destroy(mongoc_collection_t *collection);
mongoc_cursor_t *mongoc_collection_find_with_opts(mongoc_collection_t *collection,
                                                  const bson_t *filter, const bson_t *options,
                                                  const mongoc_read_prefs_t *preferences);
void mongoc_cursor_destroy(mongoc_cursor_t *cursor);
bool mongoc_cursor_error(mongoc_cursor_t *cursor, bson_error_t *error);
bool mongoc_cursor_next(mongoc_cursor_t *cursor, const bson_t **document);
void mongoc_database_destroy(mongoc_database_t *database);
char **mongoc_database_get_collection_names_with_opts(mongoc_database_t *database,
                                                      const bson_t *options, bson_error_t *error);
void mongoc_init(void);
void mongoc_log_set_handler(mongoc_log_func_t function, void *data);
void mongoc_uri_destroy(mongoc_uri_t *uri);
bool mongoc_uri_has_option(const mongoc_uri_t *uri, const char *name);
mongoc_uri_t *mongoc_uri_new_with_error(const char *text, bson_error_t *error);
bool mongoc_uri_set_option_as_bool(mongoc_uri_t *uri, const char *name, bool value);
bool mongoc_uri_set_option_as_int32(mongoc_uri_t *uri, const char *name, int32_t value);

#ifdef __cplusplus
}
#endif
