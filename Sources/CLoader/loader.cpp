#include "CLoader.hpp"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

bool lazy::Library::load(const char *const *names, void **functions, unsigned count) {
  const char *wanted = getenv(variable);
  void *library = nullptr;
  if (wanted && *wanted) {
    int flags = RTLD_LAZY | RTLD_LOCAL;
#ifdef RTLD_DEEPBIND
    // Another build brings other versions of libraries that the program is linked with.
    flags |= RTLD_DEEPBIND;
#endif
    library = dlopen(wanted, flags);
    if (!library) {
      snprintf(words, sizeof words, "%s cannot be loaded: %s; %s names this file", title, dlerror(),
               variable);
      return false;
    }
  } else {
    char file[64];
    snprintf(file, sizeof file, "%s.%d", stem, version);
    library = dlopen(file, RTLD_LAZY | RTLD_LOCAL);
    if (!library) {
      snprintf(words, sizeof words, "%s cannot be loaded: %s; install %s%d", title, dlerror(),
               package, version);
      library = dlopen(stem, RTLD_LAZY | RTLD_LOCAL);
      if (!library && other) library = dlopen(other, RTLD_LAZY | RTLD_LOCAL);
    }
    if (!library) return false;
  }
  for (unsigned i = 0; i < count; i++) {
    if (dlsym(library, names[i])) continue;
    snprintf(words, sizeof words, "this %s cannot be used: %s; install %s%d", title, dlerror(),
             package, version);
    return false;
  }
  for (unsigned i = 0; i < count; i++) {
    __atomic_store_n(&functions[i], dlsym(library, names[i]), __ATOMIC_RELEASE);
  }
  return true;
}
