#pragma once

#include <cblas.h>
#ifdef __linux__
#include <malloc.h>
#endif
