// One line of text on a Cairo context, laid out by Pango. A wrapper, as Pango's headers bring all of
// GLib's with them; on Linux the library is loaded when a text is first drawn.
#pragma once

#ifdef __cplusplus
extern "C" {
#endif

typedef struct _cairo cairo_t;
typedef struct GridcastText GridcastText;

typedef struct {
  // The advance of the line, and how far its baseline lies below its top, in the context's units.
  double width, baseline;
  // How many of the characters no font has.
  int unknown;
} GridcastTextSize;

// NULL, or a sentence on why Pango cannot be used.
const char *gridcast_pango_missing(void);

// What lays out texts on a context; NULL where there is no memory, or no Pango. To be freed before the context.
GridcastText *gridcast_text_create(cairo_t *context, const char *family);
void gridcast_text_free(GridcastText *text);
// Whether there is a font of the family's name, of any weight.
int gridcast_text_has_family(GridcastText *text, const char *family);
// Sets the line of text that is measured and shown next.
GridcastTextSize gridcast_text_set(GridcastText *text, const char *line, double size, int is_bold);
// Shows the line with the left end of its baseline at the context's origin.
void gridcast_text_show(GridcastText *text, double baseline);
// Adds the outline of the line's letters to the path, there too.
void gridcast_text_outline(GridcastText *text, double baseline);

#ifdef __cplusplus
}
#endif
