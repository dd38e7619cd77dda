// GEOS, loaded when it is first called, which is for areas only. A function that is newly used is added to
// the list; the linker says so.
#if defined(__linux__)

// These functions stand in for GEOS's and are not to be seen outside.
#include <geos/export.h>
#undef GEOS_DLL
#define GEOS_DLL
#include "CGEOS.h"
#include "CLoader.hpp"

static lazy::Library library("GEOS", "libgeos_c.so", GEOS_CAPI_VERSION_MAJOR, "libgeos-c",
                             "GRIDCAST_GEOS");

#define FUNCTIONS(F) \
  F(4, GEOSBuffer_r) F(3, GEOSContext_setErrorMessageHandler_r) F(2, GEOSConvexHull_r)             \
  F(5, GEOSCoordSeq_copyFromBuffer_r) F(5, GEOSCoordSeq_copyToBuffer_r)                            \
  F(3, GEOSCoordSeq_getSize_r) F(3, GEOSGeomGetX_r) F(3, GEOSGeomGetY_r) F(2, GEOSGeomTypeId_r)    \
  F(4, GEOSGeom_createCollection_r) F(2, GEOSGeom_createLineString_r)                              \
  F(2, GEOSGeom_createLinearRing_r) F(3, GEOSGeom_createPointFromXY_r)                             \
  F(2, GEOSGeom_createPoint_r) F(4, GEOSGeom_createPolygon_r) F(2, GEOSGeom_destroy_r)             \
  F(2, GEOSGeom_getCoordSeq_r) F(2, GEOSGetCentroid_r) F(2, GEOSGetExteriorRing_r)                 \
  F(3, GEOSGetGeometryN_r) F(3, GEOSGetInteriorRingN_r) F(2, GEOSGetNumGeometries_r)               \
  F(2, GEOSGetNumInteriorRings_r) F(2, GEOSHasZ_r) F(3, GEOSIntersection_r) F(2, GEOSLineMerge_r)  \
  F(2, GEOSMakeValid_r) F(2, GEOSPointOnSurface_r) F(2, GEOSPrepare_r) F(3, GEOSPreparedCovers_r)  \
  F(2, GEOSPreparedGeom_destroy_r) F(3, GEOSPreparedIntersects_r) F(2, GEOSSTRtree_create_r)       \
  F(2, GEOSSTRtree_destroy_r) F(4, GEOSSTRtree_insert_r) F(5, GEOSSTRtree_query_r)                 \
  F(3, GEOSTopologyPreserveSimplify_r) F(2, GEOSUnaryUnion_r) F(1, GEOS_finish_r)                  \
  F(0, GEOS_init_r) F(2, GEOSisEmpty_r) F(2, GEOSisValid_r) F(0, GEOSversion)

LAZY_FUNCTIONS(FUNCTIONS)
LAZY_MISSING(gridcast_geos_missing)

#else
extern "C" const char *gridcast_geos_missing(void) { return nullptr; }
#endif
