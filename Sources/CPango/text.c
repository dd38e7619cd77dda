// Pango, loaded when a text is first drawn on Linux: it brings ten other libraries, which most jobs
// never need. The types are no more than the calling convention needs.
#include "CPango.h"

#include <stdlib.h>

typedef void *pointer;
typedef struct {
  int x, y, width, height;
} rectangle;

#define FUNCTIONS(F)                                                               \
  F(pointer, pango_cairo_create_layout, (cairo_t *))                               \
  F(void, pango_cairo_update_layout, (cairo_t *, pointer))                         \
  F(void, pango_cairo_show_layout, (cairo_t *, pointer))                           \
  F(void, pango_cairo_layout_path, (cairo_t *, pointer))                           \
  F(pointer, pango_font_description_new, (void))                                   \
  F(void, pango_font_description_free, (pointer))                                  \
  F(void, pango_font_description_set_family, (pointer, const char *))              \
  F(void, pango_font_description_set_absolute_size, (pointer, double))             \
  F(void, pango_font_description_set_weight, (pointer, int))                       \
  F(pointer, pango_layout_get_context, (pointer))                                  \
  F(void, pango_layout_set_single_paragraph_mode, (pointer, int))                  \
  F(void, pango_layout_set_font_description, (pointer, pointer))                   \
  F(void, pango_layout_set_text, (pointer, const char *, int))                     \
  F(void, pango_layout_get_extents, (pointer, rectangle *, rectangle *))           \
  F(int, pango_layout_get_baseline, (pointer))                                     \
  F(int, pango_layout_get_unknown_glyphs_count, (pointer))                         \
  F(void, pango_context_set_round_glyph_positions, (pointer, int))                 \
  F(pointer, pango_context_get_font_map, (pointer))                                \
  F(void, pango_font_map_list_families, (pointer, pointer **, int *))              \
  F(const char *, pango_font_family_get_name, (pointer))                           \
  F(int, g_ascii_strcasecmp, (const char *, const char *))                         \
  F(void, g_free, (pointer))                                                       \
  F(void, g_object_unref, (pointer))

#if defined(__linux__)
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

#define POINTER(result, name, parameters) static result(*name) parameters;
FUNCTIONS(POINTER)

static void load(void) {
  void *library = dlopen("libpangocairo-1.0.so.0", RTLD_LAZY | RTLD_LOCAL);
  // A function is looked for in what the library depends on, too.
#define FIND(result, name, parameters)                                             \
  name = (result(*) parameters)(library ? dlsym(library, #name) : NULL);           \
  if (!name) {                                                                     \
    fprintf(stderr, "error: Pango cannot be loaded: %s; install libpangocairo-1.0-0\n", dlerror()); \
    _exit(70);                                                                     \
  }
  FUNCTIONS(FIND)
}

static void loaded(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, load);
}
#else
#define PROTOTYPE(result, name, parameters) extern result name parameters;
FUNCTIONS(PROTOTYPE)
static void loaded(void) {}
#endif

extern void cairo_move_to(cairo_t *, double, double);

// Pango's lengths are whole numbers of 1/1024.
static const double scale = 1024;

struct GridcastText {
  cairo_t *context;
  pointer layout, font;
};

GridcastText *gridcast_text_create(cairo_t *context, const char *family) {
  loaded();
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
  pointer *families = NULL;
  int count = 0, found = 0;
  pango_font_map_list_families(
      pango_context_get_font_map(pango_layout_get_context(text->layout)), &families, &count);
  for (int i = 0; i < count && !found; i++) {
    found = g_ascii_strcasecmp(pango_font_family_get_name(families[i]), family) == 0;
  }
  g_free(families);
  return found;
}

GridcastTextSize gridcast_text_set(GridcastText *text, const char *line, double size, int is_bold) {
  pango_font_description_set_absolute_size(text->font, size * scale);
  pango_font_description_set_weight(text->font, is_bold ? 700 : 400);
  pango_layout_set_font_description(text->layout, text->font);
  pango_layout_set_text(text->layout, line, -1);
  rectangle logical;
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
