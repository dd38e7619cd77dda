// Cairo, loaded when a picture is first drawn: it brings a dozen other libraries, those of X11 among them,
// which most jobs never need.
#if defined(__linux__)

#include "CCairo.h"
#include "CLoader.hpp"

static lazy::Library library("Cairo", "libcairo.so", 2, "libcairo", "GRIDCAST_CAIRO");

#define FUNCTIONS(F)                                                                              \
  F(6, cairo_arc) F(1, cairo_clip) F(1, cairo_close_path) F(1, cairo_create)                      \
  F(1, cairo_destroy) F(1, cairo_fill) F(1, cairo_fill_preserve)                                  \
  F(0, cairo_font_options_create) F(1, cairo_font_options_destroy)                                \
  F(2, cairo_font_options_set_antialias) F(2, cairo_font_options_set_hint_metrics)                \
  F(2, cairo_font_options_set_hint_style) F(1, cairo_get_source)                                  \
  F(3, cairo_image_surface_create) F(5, cairo_image_surface_create_for_data)                      \
  F(2, cairo_image_surface_create_from_png_stream) F(1, cairo_image_surface_get_data)             \
  F(1, cairo_image_surface_get_height) F(1, cairo_image_surface_get_stride)                       \
  F(1, cairo_image_surface_get_width) F(3, cairo_line_to) F(3, cairo_move_to)                     \
  F(1, cairo_new_path) F(2, cairo_pattern_set_filter) F(4, cairo_pdf_surface_create_for_stream)   \
  F(3, cairo_pdf_surface_set_metadata) F(5, cairo_rectangle) F(1, cairo_restore)                  \
  F(2, cairo_rotate) F(1, cairo_save) F(3, cairo_scale) F(4, cairo_set_dash)                      \
  F(2, cairo_set_fill_rule) F(2, cairo_set_font_options) F(2, cairo_set_line_join)                \
  F(2, cairo_set_line_width) F(4, cairo_set_source_rgb) F(5, cairo_set_source_rgba)               \
  F(4, cairo_set_source_surface) F(1, cairo_status) F(1, cairo_status_to_string)                  \
  F(1, cairo_stroke) F(1, cairo_stroke_preserve) F(1, cairo_surface_destroy)                      \
  F(1, cairo_surface_finish) F(1, cairo_surface_flush) F(1, cairo_surface_status)                 \
  F(3, cairo_surface_write_to_png_stream) F(4, cairo_svg_surface_create_for_stream)               \
  F(3, cairo_translate)

LAZY_FUNCTIONS(FUNCTIONS)
LAZY_MISSING(gridcast_cairo_missing)

#else
#include "CCairo.h"

extern "C" const char *gridcast_cairo_missing(void) { return nullptr; }
#endif
