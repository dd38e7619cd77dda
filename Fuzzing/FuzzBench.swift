import Foundation
import GridcastBase
import GridcastFormats

@testable import GridcastGeo

/// The folder in which inputs are laid out, and what is looked at after each.
final class FuzzBench: @unchecked Sendable {
  private let folder: String
  private let temporary: String
  private var count = 0
  /// The most files that were open after one of the first inputs.
  private var mostOpen = 0

  /// A folder of this process in that for temporary files, which becomes the one for temporary files too.
  init() {
    folder = FileManager.default.temporaryDirectory.appending(path: "lane-\(getpid())").path()
    temporary = folder + "/temporary"
    try? FileManager.default.createDirectory(atPath: temporary, withIntermediateDirectories: true)
    unsafe setenv("TMPDIR", temporary, 1)
  }

  /// Reads an input to its end.
  func read(_ bytes: [UInt8], by lane: FuzzedLane) {
    if lane == .wkb { return Self.readShape(bytes) }
    let input = FuzzInput(bytes)
    let files = lane.files(of: input)
    guard let main = files.first else { return }
    for (name, content) in files {
      _ = FileManager.default.createFile(atPath: "\(folder)/\(name)", contents: Data(content))
    }
    Self.read(input.source(of: "\(folder)/\(main.name)"), input)
    for (name, _) in files { unsafe unlink("\(folder)/\(name)") }
    look()
  }

  private static func read(_ source: Source, _ input: FuzzInput) {
    do throws(GridcastError) {
      let named = input.wantsFew ? ["n", "名称", "building"] : nil
      let reader = try LayerReader(source, for: input.purpose, wanting: named)
      try reader.read(named.map { .named($0) } ?? .all) { (features, _) in check(features) }
    } catch {
      guard error.kind != .bug else { fatalError("a bug: \(error)") }
      guard !error.reason.isEmpty else { fatalError("an error without words") }
    }
  }

  /// Reads a shape in well-known binary, of memory of just its size.
  private static func readShape(_ bytes: [UInt8]) {
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
    defer { unsafe memory.deallocate() }
    unsafe memory.copyBytes(from: bytes)
    var shapes = Shapes()
    var reader = unsafe WKBReader(UnsafeRawBufferPointer(memory))
    guard (try? reader.read(into: &shapes)) != nil else { return }
    check(Features(shapes: shapes, coordinateSystem: nil))
  }

  /// Ends the process where features contradict themselves.
  private static func check(_ features: Features) {
    precondition(features.columns.allSatisfy { $0.count == features.count }, "one value a feature")
    var count = 0
    for index in 0..<features.count { count += features.shapes.vertices(of: index).count }
    precondition(count == features.shapes.points.count, "each vertex is one of a shape")
    for column in features.columns { _ = column.spelled.count }
  }

  /// Ends the process where files stay open, or files for one reading are still there after it.
  private func look() {
    count += 1
    let files = FileManager.default
    let open = (try? files.contentsOfDirectory(atPath: "/proc/self/fd"))?.count ?? 0
    if count <= 200 {
      mostOpen = max(mostOpen, open)
    } else if open > mostOpen + 16 {
      fatalError("\(open) files are open, after the first readings \(mostOpen)")
    }
    let left = (try? files.contentsOfDirectory(atPath: temporary)) ?? []
    if !left.isEmpty {
      for name in left { try? files.removeItem(atPath: "\(temporary)/\(name)") }
      fatalError("left behind: \(left)")
    }
  }
}
