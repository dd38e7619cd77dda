#include "CPango.h"

#include <stdlib.h>

#include "pango.h"

extern void cairo_move_to(cairo_t *, double, double);

// Pango's lengths are whole numbers of this part of a unit.
static const double scale = PANGO_SCALE;

struct GridcastText {
  cairo_t *context;
  PangoLayout *layout;
  PangoFontDescription *font;
};

GridcastText *gridcast_text_create(cairo_t *context, const char *family) {
  if (gridcast_pango_missing()) return NULL;
  GridcastText *text = malloc(sizeof *text);
  if (!text) return NULL;
  text->context = context;
  text->layout = pango_cairo_create_layout(context);
  text->font = pango_font_description_new();
  pango_font_description_set_family(text->font, family);
  // Letters lie where they belong, not on whole pixels, so that every format shows the same.
  pango_context_set_round_glyph_positions(pango_layout_get_context(text->layout), 0);
  pango_layout_set_single_paragraph_mode(text->layout, 1);
  return text;
}

void gridcast_text_free(GridcastText *text) {
  pango_font_description_free(text->font);
  g_object_unref(text->layout);
  free(text);
}

int gridcast_text_has_family(GridcastText *text, const char *family) {
  PangoFontFamily **families = NULL;
  int count = 0, found = 0;
  pango_font_map_list_families(
      pango_context_get_font_map(pango_layout_get_context(text->layout)), &families, &count);
  for (int i = 0; i < count && !found; i++) {
    found = g_ascii_strcasecmp(pango_font_family_get_name(families[i]), family) == 0;
  }
  g_free(families);
  return found;
}

// The character that begins at a byte of valid UTF-8, and the byte after it.
static unsigned character(const unsigned char *bytes, unsigned *next) {
  unsigned first = bytes[*next], more = first < 0xC0 ? 0 : first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
  unsigned value = more == 0 ? first : first & (0x3F >> more);
  for (++*next; more > 0 && bytes[*next]; more--, ++*next) value = value << 6 | (bytes[*next] & 0x3F);
  return value;
}

static int is_han(unsigned c) {
  return (c >= 0x2E80 && c <= 0x303F) || (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) ||
         (c >= 0xFF00 && c <= 0xFF60) || (c >= 0x20000 && c <= 0x3FFFF);
}

static int is_japanese_or_korean(unsigned c) {
  return (c >= 0x3041 && c <= 0x30FF) || (c >= 0x1100 && c <= 0x11FF) || (c >= 0xAC00 && c <= 0xD7AF);
}

// Characters that China, Japan and Korea share look different in each. Pango would choose by the locale, and without
// one by the order of the fonts; here they are Chinese, unless the text has letters that only others have.
static void set_language(GridcastText *text, const char *line) {
  const unsigned char *bytes = (const unsigned char *)line;
  PangoAttrList *list = NULL;
  for (unsigned at = 0; bytes[at];) {
    unsigned start = at, c = character(bytes, &at);
    if (is_japanese_or_korean(c)) {
      if (list) pango_attr_list_unref(list);
      list = NULL;
      break;
    }
    if (!is_han(c)) continue;
    PangoAttribute *attribute = pango_attr_language_new(pango_language_from_string("zh-cn"));
    attribute->start_index = start;
    attribute->end_index = at;
    if (!list) list = pango_attr_list_new();
    pango_attr_list_change(list, attribute);
  }
  pango_layout_set_attributes(text->layout, list);
  if (list) pango_attr_list_unref(list);
}

GridcastTextSize gridcast_text_set(GridcastText *text, const char *line, double size, int is_bold) {
  pango_font_description_set_absolute_size(text->font, size * scale);
  pango_font_description_set_weight(text->font, is_bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description(text->layout, text->font);
  pango_layout_set_text(text->layout, line, -1);
  set_language(text, line);
  PangoRectangle logical;
  pango_layout_get_extents(text->layout, NULL, &logical);
  GridcastTextSize result = {
      logical.width / scale, pango_layout_get_baseline(text->layout) / scale,
      pango_layout_get_unknown_glyphs_count(text->layout)};
  return result;
}

static void move(GridcastText *text, double baseline) {
  pango_cairo_update_layout(text->context, text->layout);
  cairo_move_to(text->context, 0, -baseline);
}

void gridcast_text_show(GridcastText *text, double baseline) {
  move(text, baseline);
  pango_cairo_show_layout(text->context, text->layout);
}

void gridcast_text_outline(GridcastText *text, double baseline) {
  move(text, baseline);
  pango_cairo_layout_path(text->context, text->layout);
}
