#include "CWords.h"

// `#embed` belongs to C23, and clang has it in every C as an extension, of which it would warn.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const char chinese[] = {
#embed "zh_CN.po"
};
const char *const gridcast_chinese = chinese;
const size_t gridcast_chinese_length = sizeof chinese;
