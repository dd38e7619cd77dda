// Shared libraries that are loaded when one of their functions is first called, for the targets that
// stand in for them.
//
// Such a target lists the functions that are used, with the number of their parameters; the types come
// from the library's own headers, so nothing is written down twice and a wrong number does not compile.
//
//     static lazy::Library library("GDAL", "libgdal.so", 32, "libgdal", "GRIDCAST_GDAL");
//     #define FUNCTIONS(F) F(1, GDALClose) F(5, GDALOpenEx)
//     LAZY_FUNCTIONS(FUNCTIONS)
//     LAZY_MISSING(gridcast_gdal_missing)
//
// Only clang compiles this; nothing of the C++ library is needed.
#pragma once

#include <pthread.h>

namespace lazy {

/// A shared library, loaded at most once.
class Library {
public:
  /// The library `stem.version`, or else `stem`, which `package` and the version install on Debian.
  /// The environment variable `variable` may name another file; `other` is one that serves as well.
  constexpr Library(const char *title, const char *stem, int version, const char *package,
                    const char *variable, const char *other = nullptr)
      : title(title), stem(stem), package(package), variable(variable), other(other),
        version(version) {}

  /// Loads the library and looks up all functions, where that was not done before. Returns null, or a
  /// sentence on what is missing; then no function is there.
  const char *missing(const char *const *names, void **functions, unsigned count) {
    if (!__atomic_load_n(&isTried, __ATOMIC_ACQUIRE)) {
      pthread_mutex_lock(&lock);
      if (!isTried) {
        isLoaded = load(names, functions, count);
        __atomic_store_n(&isTried, true, __ATOMIC_RELEASE);
      }
      pthread_mutex_unlock(&lock);
    }
    return isLoaded ? nullptr : words;
  }

private:
  const char *title, *stem, *package, *variable, *other;
  int version;
  bool isTried = false, isLoaded = false;
  pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
  char words[512] = {};

  bool load(const char *const *names, void **functions, unsigned count);
};

template <class Function> struct Signature;
template <class R, class... P> struct Signature<R(P...)> {
  using Result = R;
  template <unsigned index> using Parameter = __type_pack_element<index, P...>;
};

} // namespace lazy

#define LAZY_SLOT(arity, name) slot_##name,
#define LAZY_NAME(arity, name) #name,
#define LAZY_FUNCTION(arity, name) LAZY_CALL##arity(name)

/// The functions of a list, each of which goes on in `library`. Where that is missing they return zero.
#define LAZY_FUNCTIONS(FUNCTIONS)                                                                  \
  enum { FUNCTIONS(LAZY_SLOT) slot_count };                                                        \
  static const char *const names[] = {FUNCTIONS(LAZY_NAME)};                                       \
  static void *functions[slot_count];                                                              \
  static const char *missing() { return library.missing(names, functions, slot_count); }           \
  template <class Function> static Function *find(unsigned slot) {                                 \
    void *function = __atomic_load_n(&functions[slot], __ATOMIC_ACQUIRE);                          \
    if (__builtin_expect(!function, 0) && !missing()) function = functions[slot];                  \
    return reinterpret_cast<Function *>(function);                                                 \
  }                                                                                                \
  FUNCTIONS(LAZY_FUNCTION)

/// A C function that says what is missing.
#define LAZY_MISSING(name)                                                                         \
  extern "C" const char *name(void) { return missing(); }

// Hidden, so that the library's own calls do not come here.
#define LAZY_CALL(name, parameters, arguments)                                                     \
  extern "C" __attribute__((visibility("hidden"))) lazy::Signature<decltype(::name)>::Result name  \
      parameters {                                                                                 \
    auto function = find<decltype(::name)>(slot_##name);                                           \
    return function ? function arguments : lazy::Signature<decltype(::name)>::Result();            \
  }
#define LAZY_P(name, index) lazy::Signature<decltype(::name)>::Parameter<index>

#define LAZY_P1(n) LAZY_P(n, 0) a
#define LAZY_P2(n) LAZY_P1(n), LAZY_P(n, 1) b
#define LAZY_P3(n) LAZY_P2(n), LAZY_P(n, 2) c
#define LAZY_P4(n) LAZY_P3(n), LAZY_P(n, 3) d
#define LAZY_P5(n) LAZY_P4(n), LAZY_P(n, 4) e
#define LAZY_P6(n) LAZY_P5(n), LAZY_P(n, 5) f
#define LAZY_P7(n) LAZY_P6(n), LAZY_P(n, 6) g
#define LAZY_P8(n) LAZY_P7(n), LAZY_P(n, 7) h
#define LAZY_P9(n) LAZY_P8(n), LAZY_P(n, 8) i
#define LAZY_P10(n) LAZY_P9(n), LAZY_P(n, 9) j
#define LAZY_P11(n) LAZY_P10(n), LAZY_P(n, 10) k
#define LAZY_P12(n) LAZY_P11(n), LAZY_P(n, 11) l
#define LAZY_P13(n) LAZY_P12(n), LAZY_P(n, 12) m
#define LAZY_P14(n) LAZY_P13(n), LAZY_P(n, 13) o

#define LAZY_CALL0(n) LAZY_CALL(n, (void), ())
#define LAZY_CALL1(n) LAZY_CALL(n, (LAZY_P1(n)), (a))
#define LAZY_CALL2(n) LAZY_CALL(n, (LAZY_P2(n)), (a, b))
#define LAZY_CALL3(n) LAZY_CALL(n, (LAZY_P3(n)), (a, b, c))
#define LAZY_CALL4(n) LAZY_CALL(n, (LAZY_P4(n)), (a, b, c, d))
#define LAZY_CALL5(n) LAZY_CALL(n, (LAZY_P5(n)), (a, b, c, d, e))
#define LAZY_CALL6(n) LAZY_CALL(n, (LAZY_P6(n)), (a, b, c, d, e, f))
#define LAZY_CALL7(n) LAZY_CALL(n, (LAZY_P7(n)), (a, b, c, d, e, f, g))
#define LAZY_CALL8(n) LAZY_CALL(n, (LAZY_P8(n)), (a, b, c, d, e, f, g, h))
#define LAZY_CALL9(n) LAZY_CALL(n, (LAZY_P9(n)), (a, b, c, d, e, f, g, h, i))
#define LAZY_CALL10(n) LAZY_CALL(n, (LAZY_P10(n)), (a, b, c, d, e, f, g, h, i, j))
#define LAZY_CALL12(n) LAZY_CALL(n, (LAZY_P12(n)), (a, b, c, d, e, f, g, h, i, j, k, l))
#define LAZY_CALL14(n) LAZY_CALL(n, (LAZY_P14(n)), (a, b, c, d, e, f, g, h, i, j, k, l, m, o))
