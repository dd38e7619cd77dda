// libmongoc, loaded when a collection of MongoDB's is first read: few have it, and nobody needs it for files.
#include "CLoader.hpp"
#include "CMongo.h"

#if defined(__APPLE__)
static lazy::Library library("libmongoc", "libmongoc-1.0.dylib", 0, "libmongoc-1.0-",
                             "GRIDCAST_MONGOC", "libmongoc2.dylib");
#else
static lazy::Library library("libmongoc", "libmongoc-1.0.so", 0, "libmongoc-1.0-",
                             "GRIDCAST_MONGOC", "libmongoc2.so.2");
#endif

// Those of libbson, on which libmongoc depends, are found through it, too.
#define FUNCTIONS(F)                                                                              \
  F(1, bson_destroy) F(1, bson_get_data) F(3, bson_new_from_json) F(1, bson_strfreev)             \
  F(1, mongoc_client_destroy) F(3, mongoc_client_get_collection)                                  \
  F(2, mongoc_client_get_database) F(1, mongoc_client_new_from_uri)                               \
  F(2, mongoc_client_set_error_api) F(1, mongoc_collection_destroy)                               \
  F(4, mongoc_collection_find_with_opts) F(1, mongoc_cursor_destroy) F(2, mongoc_cursor_error)    \
  F(2, mongoc_cursor_next) F(1, mongoc_database_destroy)                                          \
  F(3, mongoc_database_get_collection_names_with_opts) F(0, mongoc_init)                          \
  F(2, mongoc_log_set_handler) F(1, mongoc_uri_destroy) F(2, mongoc_uri_has_option)               \
  F(2, mongoc_uri_new_with_error) F(3, mongoc_uri_set_option_as_bool)                             \
  F(3, mongoc_uri_set_option_as_int32)

LAZY_FUNCTIONS(FUNCTIONS)
LAZY_MISSING(gridcast_mongo_missing)
