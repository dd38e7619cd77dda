// PROJ, loaded when it is first called.
//
// libproj brings fifty other libraries, among them those by which curl fetches files, whose loading takes
// longer than a command needs that moves nothing. A function that is newly used is added to the list; the
// linker says so.
#if defined(__linux__)

// These functions stand in for PROJ's and are not to be seen outside.
#define PROJ_DLL
#include "CPROJ.h"
#include "CLoader.hpp"

// PROJ 8 is libproj.so.22, and all of PROJ 9 so far libproj.so.25.
static lazy::Library library("PROJ", "libproj.so", PROJ_VERSION_MAJOR < 9 ? 22 : 25, "libproj",
                             "GRIDCAST_PROJ");

#define FUNCTIONS(F) \
  F(4, proj_as_proj_string) F(3, proj_as_projjson) F(4, proj_as_wkt) F(2, proj_clone)              \
  F(0, proj_context_create)                                                                        \
  F(1, proj_context_destroy) F(4, proj_coord) F(2, proj_coordoperation_get_accuracy)               \
  F(10, proj_coordoperation_get_grid_used) F(2, proj_coordoperation_get_grid_used_count)           \
  F(2, proj_coordoperation_has_ballpark_transformation)                                            \
  F(2, proj_coordoperation_is_instantiable) F(2, proj_create) F(4, proj_create_crs_to_crs)         \
  F(2, proj_create_operation_factory_context) F(4, proj_create_operations)                         \
  F(3, proj_crs_demote_to_2D) F(2, proj_crs_get_coordinate_system) F(3, proj_crs_get_sub_crs)      \
  F(1, proj_crs_info_list_destroy) F(10, proj_cs_get_axis_info) F(1, proj_destroy)                 \
  F(1, proj_errno) F(1, proj_errno_reset) F(2, proj_factors) F(7, proj_get_area_of_use)            \
  F(4, proj_get_crs_info_list_from_database) F(0, proj_get_crs_list_parameters_create)             \
  F(1, proj_get_crs_list_parameters_destroy) F(2, proj_get_id_auth_name) F(2, proj_get_id_code)    \
  F(1, proj_get_name) F(2, proj_get_source_crs) F(1, proj_get_type) F(5, proj_identify)            \
  F(0, proj_info) F(1, proj_int_list_destroy) F(4, proj_is_equivalent_to_with_ctx)                 \
  F(1, proj_list_destroy) F(3, proj_list_get) F(1, proj_list_get_count) F(3, proj_log_func)        \
  F(2, proj_normalize_for_visualization) F(1, proj_operation_factory_context_destroy)              \
  F(6, proj_operation_factory_context_set_area_of_interest)                                        \
  F(3, proj_operation_factory_context_set_grid_availability_use)                                   \
  F(3, proj_operation_factory_context_set_spatial_criterion) F(1, proj_pj_info) F(3, proj_trans)   \
  F(14, proj_trans_generic) F(1, proj_trans_get_last_used_operation)

LAZY_FUNCTIONS(FUNCTIONS)
LAZY_MISSING(gridcast_proj_missing)

#else
extern "C" const char *gridcast_proj_missing(void) { return nullptr; }
#endif
