// GDAL, loaded when it is first called.
//
// libgdal brings more than a hundred other libraries, whose loading takes over 40 ms: longer than
// Gridcast needs for a job that its own readers and writers do. So on Linux the program is not linked
// with it. A function that is newly used is added to the list; the linker says so.
#if defined(__linux__)

// These functions stand in for GDAL's and are not to be seen outside; and of its headers only the C
// part is wanted.
#define CPL_DLL
#define CPL_SUPRESS_CPLUSPLUS
#include "CGDAL.h"
#include "CLoader.hpp"

// The library of the headers: 3.6 is libgdal.so.32, and every minor version since counts one up.
static lazy::Library library("GDAL", "libgdal.so", 26 + GDAL_VERSION_MINOR, "libgdal",
                             "GRIDCAST_GDAL");

#define FUNCTIONS(F) \
  F(0, CPLHTTPPopFetchCallback) F(2, CPLHTTPPushFetchCallback) F(2, CPLHTTPSetFetchCallback)         \
  F(4, CPLErrorV) F(1, GDALDeregisterDriver) F(1, GDALGetFileList) F(4, GDALSetMetadataItem)                       \
  F(0, VSIGetFileSystemsPrefixes) F(0, CPLGetErrorHandlerUserData) F(0, CPLPopErrorHandler) F(2, CPLPushErrorHandlerEx)            \
  F(3, CPLQuietErrorHandler) F(3, CPLRecode) F(2, CPLSetConfigOption) F(1, CPLSetErrorHandler)     \
  F(2, CPLSetThreadLocalConfigOption) F(2, CSLAddString) F(1, CSLCount) F(1, CSLDestroy)           \
  F(0, GDALAllRegister) F(8, GDALBuildOverviews) F(1, GDALClose)                                   \
  F(7, GDALCreate) F(1, GDALCreateColorTable)                    \
  F(3, GDALCreateGenImgProjTransformer2) F(0, GDALCreateRasterAttributeTable)                      \
  F(1, GDALDataTypeIsInteger) F(1, GDALDatasetCommitTransaction) F(5, GDALDatasetCreateLayer)      \
  F(4, GDALDatasetExecuteSQL) F(2, GDALDatasetGetLayer) F(2, GDALDatasetGetLayerByName)            \
  F(1, GDALDatasetGetLayerCount) F(5, GDALDatasetGetNextFeature)                                   \
  F(2, GDALDatasetReleaseResultSet) F(2, GDALDatasetStartTransaction)                              \
  F(2, GDALDatasetTestCapability) F(1, GDALDestroyColorTable)                                      \
  F(1, GDALDestroyGenImgProjTransformer) F(1, GDALDestroyRasterAttributeTable)                     \
  F(7, GDALGenImgProjTransform) F(1, GDALGetDataTypeName) F(1, GDALGetDatasetDriver)               \
  F(1, GDALGetDescription) F(1, GDALGetDriver) F(1, GDALGetDriverByName)                           \
  F(0, GDALGetDriverCount) F(1, GDALGetDriverShortName) F(1, GDALGetGCPCount)                      \
  F(1, GDALGetGCPSpatialRef) F(2, GDALGetGeoTransform) F(1, GDALGetMaskBand)                       \
  F(1, GDALGetMaskFlags) F(3, GDALGetMetadataItem) F(2, GDALGetRasterBand)                         \
  F(1, GDALGetRasterColorInterpretation) F(1, GDALGetRasterColorTable) F(1, GDALGetRasterCount)    \
  F(1, GDALGetRasterDataType) F(2, GDALGetRasterNoDataValue) F(1, GDALGetRasterXSize)              \
  F(1, GDALGetRasterYSize) F(1, GDALGetSpatialRef) F(5, GDALOpenEx) F(4, GDALRATCreateColumn)      \
  F(4, GDALRATSetValueAsDouble) F(4, GDALRATSetValueAsInt) F(4, GDALRATSetValueAsString)           \
  F(12, GDALRasterIO) F(3, GDALSetColorEntry) F(2, GDALSetDefaultRAT) F(2, GDALSetDescription)     \
  F(2, GDALSetGeoTransform) F(2, GDALSetRasterColorTable) F(2, GDALSetRasterNoDataValue)           \
  F(5, GDALSetRasterStatistics) F(2, GDALSetSpatialRef) F(8, GDALSuggestedWarpOutput2)             \
  F(4, GDALTranslate) F(1, GDALTranslateOptionsFree) F(2, GDALTranslateOptionsNew)                 \
  F(3, GDALTranslateOptionsSetProgress) F(1, GDALVersionInfo) F(6, GDALWarp)                       \
  F(1, GDALWarpAppOptionsFree) F(2, GDALWarpAppOptionsNew) F(3, GDALWarpAppOptionsSetProgress)     \
  F(1, OGRGeometryTypeToName) F(1, OGR_FD_GetFieldCount) F(2, OGR_FD_GetFieldDefn)                 \
  F(2, OGR_FD_GetFieldIndex) F(1, OGR_F_Create) F(1, OGR_F_Destroy) F(3, OGR_F_GetFieldAsBinary)   \
  F(9, OGR_F_GetFieldAsDateTimeEx) F(2, OGR_F_GetFieldAsDouble) F(3, OGR_F_GetFieldAsDoubleList)   \
  F(2, OGR_F_GetFieldAsInteger64) F(3, OGR_F_GetFieldAsInteger64List)                              \
  F(3, OGR_F_GetFieldAsIntegerList) F(2, OGR_F_GetFieldAsString)                                   \
  F(2, OGR_F_GetFieldAsStringList) F(2, OGR_F_GetFieldDefnRef) F(1, OGR_F_GetGeometryRef)          \
  F(2, OGR_F_IsFieldSetAndNotNull) F(4, OGR_F_SetFieldBinary) F(9, OGR_F_SetFieldDateTimeEx)       \
  F(3, OGR_F_SetFieldDouble) F(4, OGR_F_SetFieldDoubleList) F(3, OGR_F_SetFieldInteger64)          \
  F(4, OGR_F_SetFieldInteger64List) F(2, OGR_F_SetFieldNull) F(3, OGR_F_SetFieldString)            \
  F(3, OGR_F_SetFieldStringList) F(2, OGR_F_SetGeometryDirectly) F(2, OGR_Fld_Create)              \
  F(1, OGR_Fld_Destroy) F(1, OGR_Fld_GetNameRef) F(1, OGR_Fld_GetPrecision)                        \
  F(1, OGR_Fld_GetSubType) F(1, OGR_Fld_GetType) F(1, OGR_Fld_GetWidth)                            \
  F(1, OGR_Fld_GetAlternativeNameRef) F(2, OGR_Fld_SetAlternativeName)                             \
  F(1, OGR_Fld_GetDomainName) F(2, OGR_Fld_SetDomainName) F(2, GDALDatasetGetFieldDomain)          \
  F(3, GDALDatasetAddFieldDomain) F(5, OGR_CodedFldDomain_Create)                                  \
  F(1, OGR_CodedFldDomain_GetEnumeration) F(1, OGR_FldDomain_Destroy)                              \
  F(1, OGR_FldDomain_GetDescription) F(1, OGR_FldDomain_GetDomainType)                             \
  F(1, OGR_FldDomain_GetFieldType) F(1, OGR_FldDomain_GetName) F(8, OGR_RangeFldDomain_Create)     \
  F(2, OGR_RangeFldDomain_GetMax) F(2, OGR_RangeFldDomain_GetMin)                                  \
  F(2, OGR_Fld_SetPrecision) F(2, OGR_Fld_SetSubType) F(2, OGR_Fld_SetWidth)                       \
  F(1, OGR_GT_Flatten) F(3, OGR_GT_SetModifier) F(2, OGR_G_AddGeometryDirectly)                    \
  F(4, OGR_G_CreateFromWkb) F(3, OGR_G_CreateFromWkt) F(1, OGR_G_CreateGeometry)                   \
  F(1, OGR_G_CreateGeometryFromJson) F(1, OGR_G_DestroyGeometry) F(1, OGR_G_GetGeometryCount)      \
  F(2, OGR_G_GetGeometryRef) F(1, OGR_G_GetGeometryType) F(3, OGR_G_GetLinearGeometry)             \
  F(1, OGR_G_GetPointCount) F(9, OGR_G_GetPointsZM) F(2, OGR_G_HasCurveGeometry)                   \
  F(1, OGR_G_Is3D) F(1, OGR_G_IsEmpty) F(1, OGR_G_IsMeasured) F(10, OGR_G_SetPointsZM)             \
  F(2, OGR_L_CreateFeature) F(3, OGR_L_CreateField) F(3, OGR_L_GetArrowStream) F(2, OGR_L_GetFeatureCount)                    \
  F(1, OGR_L_GetGeomType) F(1, OGR_L_GetLayerDefn) F(1, OGR_L_GetName)                             \
  F(1, OGR_L_GetNextFeature) F(1, OGR_L_GetSpatialRef) F(2, OGR_L_SetAttributeFilter)              \
  F(2, OGR_L_SetIgnoredFields) F(2, OGR_L_SetNextByIndex) F(1, OGR_L_SyncToDisk)                   \
  F(2, OGR_L_TestCapability) F(3, OGRParseDate) F(3, OSRExportToWktEx)                             \
  F(1, OSRNewSpatialReference) F(1, OSRRelease) F(2, OSRSetAxisMappingStrategy)                    \
  F(2, OSRSetFromUserInput) F(0, VSIAllocFilesystemPluginCallbacksStruct) F(1, VSIFCloseL)         \
  F(2, VSIFOpenL) F(3, VSIFSeekL) F(4, VSIFReadL) F(4, VSIFWriteL) F(1, VSIFree) F(1, VSIFreeFilesystemPluginCallbacksStruct)      \
  F(3, VSIGetMemFileBuffer) F(2, VSIInstallPluginHandler) F(2, VSIReadDirEx) F(1, VSIReadDirRecursive) F(3, VSIStatExL) F(2, VSIStatL) F(1, VSIUnlink) F(0, VSIErrorReset) F(0, VSIGetLastErrorMsg)          \
  F(3, GDALGetColorEntryAsRGB) F(1, GDALGetColorEntryCount) F(1, GDALGetDefaultRAT)                \
  F(2, GDALGetMetadata) F(1, GDALGetRasterCategoryNames) F(2, GDALGetRasterNoDataValueAsInt64)     \
  F(2, GDALGetRasterNoDataValueAsUInt64) F(2, GDALGetRasterOffset) F(2, GDALGetRasterScale)        \
  F(1, GDALRATGetColumnCount) F(1, GDALRATGetRowCount)                   \
  F(2, GDALRATGetNameOfCol) F(2, GDALRATGetTypeOfCol) F(2, GDALRATGetUsageOfCol) F(3, GDALRATGetValueAsDouble) F(3, GDALRATGetValueAsInt)              \
  F(3, GDALRATGetValueAsString) F(2, GDALSetRasterNoDataValueAsInt64)                              \
  F(2, GDALSetRasterNoDataValueAsUInt64) F(2, GDALSetRasterOffset) F(2, GDALSetRasterScale)        \
  F(2, GDALSetRasterCategoryNames) F(1, GDALGetGCPs)                     \
  F(1, GDALDeleteRasterNoDataValue) F(1, GDALGetRasterBandXSize) F(1, GDALGetRasterBandYSize)       \
  F(3, GDALGetBlockSize) F(1, GDALGetDataTypeSizeBytes) F(1, CPLParseXMLString) F(1, CPLDestroyXMLNode)

LAZY_FUNCTIONS(FUNCTIONS)
LAZY_MISSING(gridcast_gdal_missing)

#else
extern "C" const char *gridcast_gdal_missing(void) { return nullptr; }
#endif
