// Pango, loaded when a text is first drawn: it brings ten other libraries, which most jobs never need.
#include "CPango.h"

#if defined(__linux__)

#include "CLoader.hpp"
#include "pango.h"

static lazy::Library library("Pango", "libpangocairo-1.0.so", 0, "libpangocairo-1.0-",
                             "GRIDCAST_PANGO");

// Those of the libraries that libpangocairo depends on are found through it, too.
#define FUNCTIONS(F)                                                                              \
  F(2, g_ascii_strcasecmp) F(1, g_free) F(1, g_object_unref) F(2, pango_attr_list_change)         \
  F(0, pango_attr_list_new) F(1, pango_attr_list_unref) F(1, pango_attr_language_new)             \
  F(1, pango_cairo_create_layout) F(1, pango_language_from_string)                                \
  F(2, pango_layout_set_attributes)                                                               \
  F(2, pango_cairo_layout_path) F(2, pango_cairo_show_layout) F(2, pango_cairo_update_layout)     \
  F(1, pango_context_get_font_map) F(2, pango_context_set_round_glyph_positions)                  \
  F(1, pango_font_description_free) F(0, pango_font_description_new)                              \
  F(2, pango_font_description_set_absolute_size) F(2, pango_font_description_set_family)          \
  F(2, pango_font_description_set_weight) F(1, pango_font_family_get_name)                        \
  F(3, pango_font_map_list_families) F(1, pango_layout_get_baseline)                              \
  F(1, pango_layout_get_context) F(3, pango_layout_get_extents)                                   \
  F(1, pango_layout_get_unknown_glyphs_count) F(2, pango_layout_set_font_description)             \
  F(2, pango_layout_set_single_paragraph_mode) F(3, pango_layout_set_text)

LAZY_FUNCTIONS(FUNCTIONS)
LAZY_MISSING(gridcast_pango_missing)

#else
extern "C" const char *gridcast_pango_missing(void) { return nullptr; }
#endif
