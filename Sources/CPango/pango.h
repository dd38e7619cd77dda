// The part of Pango's and GLib's interface that is used. Their own headers would bring a score of other
// packages with them; `.ci/run` compiles this file after them, so that the compiler compares the two.
#pragma once

#ifdef __cplusplus
extern "C" {
#endif

#ifndef __PANGOCAIRO_H__
typedef struct _PangoAttrClass PangoAttrClass;
typedef struct _PangoAttribute {
  const PangoAttrClass *klass;
  unsigned start_index, end_index;
} PangoAttribute;
typedef struct _PangoAttrList PangoAttrList;
typedef struct _PangoContext PangoContext;
typedef struct _PangoFontDescription PangoFontDescription;
typedef struct _PangoFontFamily PangoFontFamily;
typedef struct _PangoFontMap PangoFontMap;
typedef struct _PangoLanguage PangoLanguage;
typedef struct _PangoLayout PangoLayout;
typedef struct _PangoRectangle {
  int x, y, width, height;
} PangoRectangle;
typedef enum { PANGO_WEIGHT_NORMAL = 400, PANGO_WEIGHT_BOLD = 700 } PangoWeight;
#define PANGO_SCALE 1024
#endif

void pango_attr_list_change(PangoAttrList *list, PangoAttribute *attribute);
PangoAttrList *pango_attr_list_new(void);
void pango_attr_list_unref(PangoAttrList *list);
PangoAttribute *pango_attr_language_new(PangoLanguage *language);
PangoLayout *pango_cairo_create_layout(cairo_t *context);
void pango_cairo_layout_path(cairo_t *context, PangoLayout *layout);
void pango_cairo_show_layout(cairo_t *context, PangoLayout *layout);
void pango_cairo_update_layout(cairo_t *context, PangoLayout *layout);
PangoFontMap *pango_context_get_font_map(PangoContext *context);
void pango_context_set_round_glyph_positions(PangoContext *context, int is_rounded);
void pango_font_description_free(PangoFontDescription *font);
PangoFontDescription *pango_font_description_new(void);
void pango_font_description_set_absolute_size(PangoFontDescription *font, double size);
void pango_font_description_set_family(PangoFontDescription *font, const char *family);
void pango_font_description_set_weight(PangoFontDescription *font, PangoWeight weight);
const char *pango_font_family_get_name(PangoFontFamily *family);
void pango_font_map_list_families(PangoFontMap *map, PangoFontFamily ***families, int *count);
PangoLanguage *pango_language_from_string(const char *name);
int pango_layout_get_baseline(PangoLayout *layout);
PangoContext *pango_layout_get_context(PangoLayout *layout);
void pango_layout_get_extents(PangoLayout *layout, PangoRectangle *ink, PangoRectangle *logical);
int pango_layout_get_unknown_glyphs_count(PangoLayout *layout);
void pango_layout_set_attributes(PangoLayout *layout, PangoAttrList *list);
void pango_layout_set_font_description(PangoLayout *layout, const PangoFontDescription *font);
void pango_layout_set_single_paragraph_mode(PangoLayout *layout, int is_single);
void pango_layout_set_text(PangoLayout *layout, const char *text, int length);
int g_ascii_strcasecmp(const char *a, const char *b);
void g_free(void *memory);
void g_object_unref(void *object);

#ifdef __cplusplus
}
#endif
