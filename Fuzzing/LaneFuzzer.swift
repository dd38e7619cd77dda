import Foundation
import GridcastBase
import GridcastFiles

/// Reads what libFuzzer makes up, by the lane that GRIDCAST_LANE names.
///
/// `LaneFuzzer seeds=FOLDER` writes the files to begin with to a folder, and a dictionary beside it; else the arguments are
/// those of libFuzzer. A crash, a hang, files that stay open and folders that are left behind are findings; an
/// error of `GridcastError` is none.
@main struct LaneFuzzer {
  static func main() throws {
    // GDAL's log goes nowhere, and it reaches no network.
    ProcessSettings.ownProcess()
    let lane = FuzzedLane.chosen
    if let option = CommandLine.arguments.first(where: { $0.hasPrefix("seeds=") }) {
      let folder = String(option.dropFirst("seeds=".count))
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      for (index, seed) in try lane.seeds().enumerated() {
        try Data(seed).write(to: URL(filePath: "\(folder)/seed-\(index)"))
      }
      let words = lane.words.map { word in
        let bytes = word.utf8.map { String(format: "\\x%02x", $0) }.joined()
        return "\"\(bytes)\"\n"
      }
      try words.joined().write(toFile: "\(folder).dict", atomically: false, encoding: .utf8)
      return
    }
    var count = CommandLine.argc
    var arguments = unsafe CommandLine.unsafeArgv
    exit(unsafe runDriver(&count, &arguments) { unsafe readInput($0, $1) })
  }
}

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

private let bench = FuzzBench()

/// Reads one input; libFuzzer's runtime asks for the name.
@_cdecl("LLVMFuzzerTestOneInput")
public func readInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  bench.read(bytes, by: FuzzedLane.chosen)
  return 0
}
