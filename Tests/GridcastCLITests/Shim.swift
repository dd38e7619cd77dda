import Foundation
import Testing

#if os(Linux)
  /// shim.c, compiled once; it is preloaded into gridcast.
  let shimLibrary: String? = {
    let library = FileManager.default.temporaryDirectory.appending(path: "shim-\(UUID()).so").path()
    let source = root.appending(path: "Tests/GridcastCLITests/shim.c").path()
    let made = try? run("cc", ["-shared", "-fPIC", "-o", library, source, "-ldl"], in: "/tmp")
    return made?.code == 0 ? library : nil
  }()

  /// Runs gridcast under the shim, whose settings are SHIM_NO_LOCKS=1, SHIM_RENAME=kill:3 and the like.
  func gridcast(
    under settings: [String], _ arguments: [String], in folder: String, seconds: Double = 60
  ) throws -> CommandResult {
    let library = try #require(shimLibrary, "cc made no library of shim.c")
    return try run(
      "env", ["LD_PRELOAD=\(library)"] + settings + [gridcast] + arguments, in: folder,
      seconds: seconds)
  }
#endif
