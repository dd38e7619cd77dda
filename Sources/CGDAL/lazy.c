// GDAL, loaded when it is first called.
//
// libgdal brings more than a hundred other libraries, whose loading takes over 40 ms: longer than
// Gridcast needs for a job that its own readers and writers do. So on Linux the program is not linked
// with it, and each function below looks itself up in the library and goes on there. The types are
// no more than the calling convention needs; GDAL's own headers change const from version to version.
#if defined(__linux__)

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#if __has_include(<gdal/gdal_version.h>)
#include <gdal/gdal_version.h>
#else
#include <gdal_version.h>
#endif

typedef void *pointer;

// The library of the headers: 3.6 is libgdal.so.32, and every minor version since counts one up.
static void *library(void) {
  static void *loaded;
  if (loaded) return loaded;
  char name[32];
  // Among what it brings is OpenBLAS, whose threads would look for work in vain.
  setenv("OPENBLAS_NUM_THREADS", "1", 0);
  snprintf(name, sizeof name, "libgdal.so.%d", 26 + GDAL_VERSION_MINOR);
  void *found = dlopen(name, RTLD_LAZY | RTLD_LOCAL);
  if (!found) found = dlopen("libgdal.so", RTLD_LAZY | RTLD_LOCAL);
  if (!found) {
    fprintf(stderr, "error: GDAL cannot be loaded: %s; install %s\n", dlerror(), name);
    _exit(70);
  }
  return loaded = found;
}

static void *find(const char *name) {
  void *function = dlsym(library(), name);
  if (!function) {
    fprintf(stderr, "error: this GDAL has no function %s; install the one it was built with\n", name);
    _exit(70);
  }
  return function;
}

#define CALL(result, name, parameters, arguments)                 \
  result name parameters {                                        \
    static result(*function) parameters;                          \
    if (!function) function = (result(*) parameters)find(#name);  \
    return function arguments;                                    \
  }
#define DO(name, parameters, arguments)                           \
  void name parameters {                                          \
    static void(*function) parameters;                            \
    if (!function) function = (void (*) parameters)find(#name);   \
    function arguments;                                           \
  }

CALL(pointer, CPLGetErrorHandlerUserData, (void), ())
DO(CPLPopErrorHandler, (void), ())
DO(CPLPushErrorHandlerEx, (pointer a, pointer b), (a, b))
DO(CPLQuietErrorHandler, (int a, int b, pointer c), (a, b, c))
CALL(pointer, CPLRecode, (pointer a, pointer b, pointer c), (a, b, c))
DO(CPLSetConfigOption, (pointer a, pointer b), (a, b))
CALL(pointer, CPLSetErrorHandler, (pointer a), (a))
DO(CPLSetThreadLocalConfigOption, (pointer a, pointer b), (a, b))
CALL(pointer, CSLAddString, (pointer a, pointer b), (a, b))
CALL(int, CSLCount, (pointer a), (a))
DO(CSLDestroy, (pointer a), (a))
DO(GDALAllRegister, (void), ())
CALL(int, GDALBuildOverviews, (pointer a, pointer b, int c, pointer d, int e, pointer f, pointer
     g, pointer h), (a, b, c, d, e, f, g, h))
DO(GDALClose, (pointer a), (a))
CALL(int, GDALComputeRasterStatistics, (pointer a, int b, pointer c, pointer d, pointer e, pointer
     f, pointer g, pointer h), (a, b, c, d, e, f, g, h))
CALL(pointer, GDALCreate, (pointer a, pointer b, int c, int d, int e, int f, pointer g), (a, b, c,
     d, e, f, g))
CALL(pointer, GDALCreateColorTable, (int a), (a))
CALL(pointer, GDALCreateGenImgProjTransformer2, (pointer a, pointer b, pointer c), (a, b, c))
CALL(pointer, GDALCreateRasterAttributeTable, (void), ())
CALL(int, GDALDataTypeIsInteger, (int a), (a))
CALL(int, GDALDatasetCommitTransaction, (pointer a), (a))
CALL(pointer, GDALDatasetCreateLayer, (pointer a, pointer b, pointer c, int d, pointer e), (a, b,
     c, d, e))
CALL(pointer, GDALDatasetExecuteSQL, (pointer a, pointer b, pointer c, pointer d), (a, b, c, d))
CALL(pointer, GDALDatasetGetLayer, (pointer a, int b), (a, b))
CALL(pointer, GDALDatasetGetLayerByName, (pointer a, pointer b), (a, b))
CALL(int, GDALDatasetGetLayerCount, (pointer a), (a))
CALL(pointer, GDALDatasetGetNextFeature, (pointer a, pointer b, pointer c, pointer d, pointer e),
     (a, b, c, d, e))
DO(GDALDatasetReleaseResultSet, (pointer a, pointer b), (a, b))
CALL(int, GDALDatasetStartTransaction, (pointer a, int b), (a, b))
CALL(int, GDALDatasetTestCapability, (pointer a, pointer b), (a, b))
DO(GDALDestroyColorTable, (pointer a), (a))
DO(GDALDestroyGenImgProjTransformer, (pointer a), (a))
DO(GDALDestroyRasterAttributeTable, (pointer a), (a))
CALL(int, GDALGenImgProjTransform, (pointer a, int b, int c, pointer d, pointer e, pointer f,
     pointer g), (a, b, c, d, e, f, g))
CALL(pointer, GDALGetDataTypeName, (int a), (a))
CALL(pointer, GDALGetDatasetDriver, (pointer a), (a))
CALL(pointer, GDALGetDescription, (pointer a), (a))
CALL(pointer, GDALGetDriver, (int a), (a))
CALL(pointer, GDALGetDriverByName, (pointer a), (a))
CALL(int, GDALGetDriverCount, (void), ())
CALL(pointer, GDALGetDriverShortName, (pointer a), (a))
CALL(int, GDALGetGCPCount, (pointer a), (a))
CALL(pointer, GDALGetGCPSpatialRef, (pointer a), (a))
CALL(int, GDALGetGeoTransform, (pointer a, pointer b), (a, b))
CALL(pointer, GDALGetMaskBand, (pointer a), (a))
CALL(int, GDALGetMaskFlags, (pointer a), (a))
CALL(pointer, GDALGetMetadataItem, (pointer a, pointer b, pointer c), (a, b, c))
CALL(pointer, GDALGetRasterBand, (pointer a, int b), (a, b))
CALL(int, GDALGetRasterColorInterpretation, (pointer a), (a))
CALL(pointer, GDALGetRasterColorTable, (pointer a), (a))
CALL(int, GDALGetRasterCount, (pointer a), (a))
CALL(int, GDALGetRasterDataType, (pointer a), (a))
CALL(double, GDALGetRasterNoDataValue, (pointer a, pointer b), (a, b))
CALL(int, GDALGetRasterXSize, (pointer a), (a))
CALL(int, GDALGetRasterYSize, (pointer a), (a))
CALL(pointer, GDALGetSpatialRef, (pointer a), (a))
CALL(pointer, GDALOpenEx, (pointer a, unsigned b, pointer c, pointer d, pointer e), (a, b, c, d,
     e))
CALL(int, GDALRATCreateColumn, (pointer a, pointer b, int c, int d), (a, b, c, d))
DO(GDALRATSetValueAsDouble, (pointer a, int b, int c, double d), (a, b, c, d))
DO(GDALRATSetValueAsInt, (pointer a, int b, int c, int d), (a, b, c, d))
DO(GDALRATSetValueAsString, (pointer a, int b, int c, pointer d), (a, b, c, d))
CALL(int, GDALRasterIO, (pointer a, int b, int c, int d, int e, int f, pointer g, int h, int i,
     int j, int k, int l), (a, b, c, d, e, f, g, h, i, j, k, l))
DO(GDALSetColorEntry, (pointer a, int b, pointer c), (a, b, c))
CALL(int, GDALSetDefaultRAT, (pointer a, pointer b), (a, b))
DO(GDALSetDescription, (pointer a, pointer b), (a, b))
CALL(int, GDALSetGeoTransform, (pointer a, pointer b), (a, b))
CALL(int, GDALSetRasterColorTable, (pointer a, pointer b), (a, b))
CALL(int, GDALSetRasterNoDataValue, (pointer a, double b), (a, b))
CALL(int, GDALSetRasterStatistics, (pointer a, double b, double c, double d, double e), (a, b, c,
     d, e))
CALL(int, GDALSetSpatialRef, (pointer a, pointer b), (a, b))
CALL(int, GDALSuggestedWarpOutput2, (pointer a, pointer b, pointer c, pointer d, pointer e,
     pointer f, pointer g, int h), (a, b, c, d, e, f, g, h))
CALL(pointer, GDALTranslate, (pointer a, pointer b, pointer c, pointer d), (a, b, c, d))
DO(GDALTranslateOptionsFree, (pointer a), (a))
CALL(pointer, GDALTranslateOptionsNew, (pointer a, pointer b), (a, b))
DO(GDALTranslateOptionsSetProgress, (pointer a, pointer b, pointer c), (a, b, c))
CALL(pointer, GDALVersionInfo, (pointer a), (a))
CALL(pointer, GDALWarp, (pointer a, pointer b, int c, pointer d, pointer e, pointer f), (a, b, c,
     d, e, f))
DO(GDALWarpAppOptionsFree, (pointer a), (a))
CALL(pointer, GDALWarpAppOptionsNew, (pointer a, pointer b), (a, b))
DO(GDALWarpAppOptionsSetProgress, (pointer a, pointer b, pointer c), (a, b, c))
CALL(pointer, OGRGeometryTypeToName, (int a), (a))
CALL(int, OGR_FD_GetFieldCount, (pointer a), (a))
CALL(pointer, OGR_FD_GetFieldDefn, (pointer a, int b), (a, b))
CALL(int, OGR_FD_GetFieldIndex, (pointer a, pointer b), (a, b))
CALL(pointer, OGR_F_Create, (pointer a), (a))
DO(OGR_F_Destroy, (pointer a), (a))
CALL(pointer, OGR_F_GetFieldAsBinary, (pointer a, int b, pointer c), (a, b, c))
CALL(int, OGR_F_GetFieldAsDateTimeEx, (pointer a, int b, pointer c, pointer d, pointer e, pointer
     f, pointer g, pointer h, pointer i), (a, b, c, d, e, f, g, h, i))
CALL(double, OGR_F_GetFieldAsDouble, (pointer a, int b), (a, b))
CALL(pointer, OGR_F_GetFieldAsDoubleList, (pointer a, int b, pointer c), (a, b, c))
CALL(long long, OGR_F_GetFieldAsInteger64, (pointer a, int b), (a, b))
CALL(pointer, OGR_F_GetFieldAsInteger64List, (pointer a, int b, pointer c), (a, b, c))
CALL(pointer, OGR_F_GetFieldAsIntegerList, (pointer a, int b, pointer c), (a, b, c))
CALL(pointer, OGR_F_GetFieldAsString, (pointer a, int b), (a, b))
CALL(pointer, OGR_F_GetFieldAsStringList, (pointer a, int b), (a, b))
CALL(pointer, OGR_F_GetFieldDefnRef, (pointer a, int b), (a, b))
CALL(pointer, OGR_F_GetGeometryRef, (pointer a), (a))
CALL(int, OGR_F_IsFieldSetAndNotNull, (pointer a, int b), (a, b))
DO(OGR_F_SetFieldBinary, (pointer a, int b, int c, pointer d), (a, b, c, d))
DO(OGR_F_SetFieldDateTimeEx, (pointer a, int b, int c, int d, int e, int f, int g, float h, int
     i), (a, b, c, d, e, f, g, h, i))
DO(OGR_F_SetFieldDouble, (pointer a, int b, double c), (a, b, c))
DO(OGR_F_SetFieldDoubleList, (pointer a, int b, int c, pointer d), (a, b, c, d))
DO(OGR_F_SetFieldInteger64, (pointer a, int b, long long c), (a, b, c))
DO(OGR_F_SetFieldInteger64List, (pointer a, int b, int c, pointer d), (a, b, c, d))
DO(OGR_F_SetFieldNull, (pointer a, int b), (a, b))
DO(OGR_F_SetFieldString, (pointer a, int b, pointer c), (a, b, c))
DO(OGR_F_SetFieldStringList, (pointer a, int b, pointer c), (a, b, c))
CALL(int, OGR_F_SetGeometryDirectly, (pointer a, pointer b), (a, b))
CALL(pointer, OGR_Fld_Create, (pointer a, int b), (a, b))
DO(OGR_Fld_Destroy, (pointer a), (a))
CALL(pointer, OGR_Fld_GetNameRef, (pointer a), (a))
CALL(int, OGR_Fld_GetPrecision, (pointer a), (a))
CALL(int, OGR_Fld_GetSubType, (pointer a), (a))
CALL(int, OGR_Fld_GetType, (pointer a), (a))
CALL(int, OGR_Fld_GetWidth, (pointer a), (a))
DO(OGR_Fld_SetPrecision, (pointer a, int b), (a, b))
DO(OGR_Fld_SetSubType, (pointer a, int b), (a, b))
DO(OGR_Fld_SetWidth, (pointer a, int b), (a, b))
CALL(int, OGR_GT_Flatten, (int a), (a))
CALL(int, OGR_GT_SetModifier, (int a, int b, int c), (a, b, c))
CALL(int, OGR_G_AddGeometryDirectly, (pointer a, pointer b), (a, b))
CALL(pointer, OGR_G_CreateGeometry, (int a), (a))
DO(OGR_G_DestroyGeometry, (pointer a), (a))
CALL(int, OGR_G_GetGeometryCount, (pointer a), (a))
CALL(pointer, OGR_G_GetGeometryRef, (pointer a, int b), (a, b))
CALL(int, OGR_G_GetGeometryType, (pointer a), (a))
CALL(pointer, OGR_G_GetLinearGeometry, (pointer a, double b, pointer c), (a, b, c))
CALL(int, OGR_G_GetPointCount, (pointer a), (a))
CALL(int, OGR_G_GetPointsZM, (pointer a, pointer b, int c, pointer d, int e, pointer f, int g,
     pointer h, int i), (a, b, c, d, e, f, g, h, i))
CALL(int, OGR_G_HasCurveGeometry, (pointer a, int b), (a, b))
CALL(int, OGR_G_Is3D, (pointer a), (a))
CALL(int, OGR_G_IsEmpty, (pointer a), (a))
CALL(int, OGR_G_IsMeasured, (pointer a), (a))
DO(OGR_G_SetPointsZM, (pointer a, int b, pointer c, int d, pointer e, int f, pointer g, int h,
     pointer i, int j), (a, b, c, d, e, f, g, h, i, j))
CALL(int, OGR_L_CreateFeature, (pointer a, pointer b), (a, b))
CALL(int, OGR_L_CreateField, (pointer a, pointer b, int c), (a, b, c))
CALL(_Bool, OGR_L_GetArrowStream, (pointer a, pointer b, pointer c), (a, b, c))
CALL(long long, OGR_L_GetFeatureCount, (pointer a, int b), (a, b))
CALL(int, OGR_L_GetGeomType, (pointer a), (a))
CALL(pointer, OGR_L_GetLayerDefn, (pointer a), (a))
CALL(pointer, OGR_L_GetName, (pointer a), (a))
CALL(pointer, OGR_L_GetNextFeature, (pointer a), (a))
CALL(pointer, OGR_L_GetSpatialRef, (pointer a), (a))
CALL(int, OGR_L_SetAttributeFilter, (pointer a, pointer b), (a, b))
CALL(int, OGR_L_SetIgnoredFields, (pointer a, pointer b), (a, b))
CALL(int, OGR_L_SetNextByIndex, (pointer a, long long b), (a, b))
CALL(int, OGR_L_SyncToDisk, (pointer a), (a))
CALL(int, OGR_L_TestCapability, (pointer a, pointer b), (a, b))
CALL(int, OGRParseDate, (pointer a, pointer b, int c), (a, b, c))
CALL(int, OSRExportToWktEx, (pointer a, pointer b, pointer c), (a, b, c))
CALL(pointer, OSRNewSpatialReference, (pointer a), (a))
DO(OSRRelease, (pointer a), (a))
DO(OSRSetAxisMappingStrategy, (pointer a, int b), (a, b))
CALL(int, OSRSetFromUserInput, (pointer a, pointer b), (a, b))
CALL(pointer, VSIAllocFilesystemPluginCallbacksStruct, (void), ())
CALL(int, VSIFCloseL, (pointer a), (a))
CALL(pointer, VSIFOpenL, (pointer a, pointer b), (a, b))
CALL(size_t, VSIFWriteL, (pointer a, size_t b, size_t c, pointer d), (a, b, c, d))
DO(VSIFree, (pointer a), (a))
DO(VSIFreeFilesystemPluginCallbacksStruct, (pointer a), (a))
CALL(pointer, VSIGetMemFileBuffer, (pointer a, pointer b, int c), (a, b, c))
CALL(int, VSIInstallPluginHandler, (pointer a, pointer b), (a, b))
CALL(int, VSIStatL, (pointer a, pointer b), (a, b))
CALL(int, VSIUnlink, (pointer a), (a))

#endif
