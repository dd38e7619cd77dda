#pragma once
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Reads a decimal number at the beginning of a text, correctly rounded.
///
/// Hands back how many bytes it takes up, or 0 where the text does not begin with one.
size_t fast_float_parse(const char *text, size_t length, double *value);

#ifdef __cplusplus
}
#endif
