import Foundation
import Testing

/// What comes through standard input, and what does not come.
@Suite struct StandardInputTests {
  @Test(
    "Stopped while standard input keeps it waiting, a run ends at once and leaves nothing behind",
    arguments: ["", "lon,lat\n109,34\n"])
  func stopsWhileItWaits(beginning: String) throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      atPath: folder.path + "/tmp", withIntermediateDirectories: true)
    let process = Process()
    process.executableURL = URL(filePath: gridcast)
    process.arguments = ["convert", "-", "-o", "a.geojson"]
    process.currentDirectoryURL = URL(filePath: folder.path)
    process.environment = ["TMPDIR": folder.path + "/tmp"]
    process.standardError = FileHandle.nullDevice
    let input = Pipe()
    process.standardInput = input
    try process.run()
    try input.fileHandleForWriting.write(contentsOf: Data(beginning.utf8))
    usleep(500_000)
    #expect(process.isRunning)
    kill(process.processIdentifier, SIGINT)
    let end = Date().addingTimeInterval(10)
    while process.isRunning && Date() < end { usleep(2000) }
    let isHanging = process.isRunning
    if isHanging { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
    #expect(!isHanging)
    #expect(process.terminationStatus == 130)
    #expect(try folder.content == ["tmp"])
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/tmp") == [])
    try input.fileHandleForWriting.close()
  }
}
