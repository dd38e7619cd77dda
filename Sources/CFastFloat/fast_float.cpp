#include "CFastFloat.h"

#include <fast_float/fast_float.h>

size_t fast_float_parse(const char *text, size_t length, double *value) {
  auto result = fast_float::from_chars(text, text + length, *value);
  return result.ec == std::errc() ? result.ptr - text : 0;
}
