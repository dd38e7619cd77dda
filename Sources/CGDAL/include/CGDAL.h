#pragma once

#if __has_include(<gdal/gdal.h>)
#include <gdal/cpl_conv.h>
#include <gdal/cpl_error.h>
#include <gdal/cpl_http.h>
#include <gdal/cpl_minixml.h>
#include <gdal/cpl_string.h>
#include <gdal/cpl_vsi.h>
#include <gdal/cpl_vsi_error.h>
#include <gdal/gdal.h>
#include <gdal/gdal_alg.h>
#include <gdal/gdal_utils.h>
#include <gdal/gdal_version.h>
#include <gdal/ogr_api.h>
#include <gdal/ogr_recordbatch.h>
#include <gdal/ogr_srs_api.h>
#else
#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_http.h>
#include <cpl_minixml.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <cpl_vsi_error.h>
#include <gdal.h>
#include <gdal_alg.h>
#include <gdal_utils.h>
#include <gdal_version.h>
#include <ogr_api.h>
#include <ogr_recordbatch.h>
#include <ogr_srs_api.h>
#endif

#ifdef __cplusplus
extern "C" {
#endif

// NULL, or a sentence on why GDAL cannot be used; then its functions do nothing and return zero. It is
// loaded by this or by the first call.
const char *gridcast_gdal_missing(void);

#ifdef __cplusplus
}
#else
// The second parameter is `const char **` up to GDAL 3.6 and a const list in later ones.
static inline OGRErr OGR_L_SetIgnoredFieldList(OGRLayerH layer, char **names) {
  return OGR_L_SetIgnoredFields(layer, (void *)names);
}
#endif
