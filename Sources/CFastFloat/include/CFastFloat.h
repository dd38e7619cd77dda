#pragma once
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Reads a decimal number at the beginning of a text, correctly rounded.
///
/// Hands back how many bytes it takes up, or 0 where the text does not begin with one.
size_t fast_float_parse(const char *text, size_t length, double *value);

/// Writes the shortest decimal number that is read back as this one, such as 5, 0.1 or 1e-05, into 32 bytes.
///
/// Hands back how many bytes it takes up.
size_t shortest_number(double value, char *text);

/// Writes a number with this many decimals, correctly rounded, into 400 bytes.
///
/// Hands back how many bytes it takes up, or 0 where they are too few.
size_t fixed_number(double value, int decimals, char *text);

#ifdef __cplusplus
}
#endif
