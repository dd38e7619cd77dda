#pragma once

#if __has_include(<cairo/cairo.h>)
#include <cairo/cairo-pdf.h>
#include <cairo/cairo-svg.h>
#include <cairo/cairo.h>
#else
#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <cairo.h>
#endif

#ifdef __cplusplus
extern "C" {
#endif

// NULL, or a sentence on why Cairo cannot be used; then its functions do nothing and return zero. It is
// loaded by this or by the first call.
const char *gridcast_cairo_missing(void);

#ifdef __cplusplus
}
#endif
