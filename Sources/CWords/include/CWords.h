#pragma once
#include <stddef.h>

/// All messages in Chinese: the file zh_CN.po, in gettext's format.
extern const char *const gridcast_chinese;

/// The number of its bytes.
extern const size_t gridcast_chinese_length;
