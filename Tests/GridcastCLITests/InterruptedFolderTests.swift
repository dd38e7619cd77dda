import Foundation
import Testing

/// Folders that a command made for what it was stopped at.
@Suite struct InterruptedFolderTests {
  @Test("A command that is stopped takes the empty folders along that it made, and no others")
  func stopped() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      atPath: "\(folder.path)/own", withIntermediateDirectories: true)
    for name in ["new/city", "own"] {
      let process = Process()
      process.executableURL = URL(filePath: gridcast)
      process.arguments = ["sample", name, "--points", "100000000"]
      process.currentDirectoryURL = URL(filePath: folder.path)
      let errors = Pipe()
      process.standardError = errors
      process.standardOutput = FileHandle.nullDevice
      try process.run()
      let end = Date().addingTimeInterval(30)
      var hasBegun = false
      while !hasBegun, Date() < end {
        usleep(2000)
        let there = try? FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/\(name)")
        hasBegun = !(there ?? []).isEmpty
      }
      kill(process.processIdentifier, SIGINT)
      process.waitUntilExit()
      let told = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      #expect(hasBegun && process.terminationStatus == 130, "\(told)")
    }
    #expect(try folder.content == ["own"])
    #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/own").isEmpty)
  }
}
