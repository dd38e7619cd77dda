#include "CFastFloat.h"

#include <charconv>
#include <cmath>
#include <fast_float/fast_float.h>

size_t fast_float_parse(const char *text, size_t length, double *value) {
  auto result = fast_float::from_chars(text, text + length, *value);
  return result.ec == std::errc() ? result.ptr - text : 0;
}

size_t shortest_number(double value, char *text) {
  double size = std::fabs(value);
  // As Swift has it, so that what is written here and what is spelled there are the same.
  bool is_plain = size == 0 || (size >= 1e-4 && size < 18014398509481984.0);
  auto form = is_plain ? std::chars_format::fixed : std::chars_format::scientific;
  return std::to_chars(text, text + 32, value, form).ptr - text;
}

size_t fixed_number(double value, int decimals, char *text) {
  auto end = std::to_chars(text, text + 400, value, std::chars_format::fixed, decimals);
  return end.ec == std::errc() ? end.ptr - text : 0;
}
