import Foundation
import GridcastBase
import GridcastFiles
import GridcastFormats
import GridcastWrite
import Testing

@Suite struct StagingTests {
  @Test("What would be in the way later is refused before any work")
  func refusesEarly() throws {
    let folder = try TemporaryFolder()
    func path(_ name: String) -> String { "\(folder.path)/\(name)" }
    func raster(_ name: String) -> Output { .raster(path(name)) }
    func cells(_ name: String) -> Output { .cells(path(name)) }
    _ = try folder.file("a-classes.tif", "mine")
    let classes = thrown {
      try Staging(overwrite: false, styles: .all).check([raster("a.tif")])
    }
    #expect(classes?.kind == .unwritable && classes?.subject == path("a-classes.tif"))
    try Staging(overwrite: false, styles: .qml).check([raster("a.tif")])
    try Staging(overwrite: true, styles: .all).check([raster("a.tif")])
    let clash = thrown {
      try Staging(overwrite: false).check([raster("b.tif"), cells("b.csv"), cells("b.shp")])
    }
    #expect(clash?.kind == .usage && clash?.subject == path("b.shp"))
    #expect(clash?.reason.contains("b.qml") == true)
    try Staging(overwrite: false).check([
      raster("b.tif"), cells("b.csv"), .record(path("b.json")), cells("c.shp"),
    ])
  }

  @Test("What is not committed leaves nothing behind")
  func leavesNothing() throws {
    let folder = try TemporaryFolder()
    do {
      let staging = Staging(overwrite: false)
      try "half".write(to: folder.path + "/a.csv", staging: staging)
    }
    #expect(try folder.content == [])
  }

  @Test("An existing output is refused, and left as it was")
  func refusesExisting() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("a.csv", "old")
    let error = thrown { try "new".write(to: path, staging: Staging(overwrite: false)) }
    #expect(error?.kind == .unwritable)
    #expect(error?.description.contains("replace it") ?? false)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
  }

  @Test("Replacing a raster removes the sidecars that would win over it")
  func removesStaleSidecars() throws {
    let folder = try TemporaryFolder()
    for name in ["a.tif", "a.tif.aux.xml", "a.tif.ovr", "a.tif.msk", "a.tfw", "a.tif.vat.dbf"] {
      _ = try folder.file(name, "stale")
    }
    _ = try folder.file("ab.tif", "another")
    let staging = Staging(overwrite: true)
    let raster = try raster(columns: 2, [("a", [1, 2, 3, .nan])])
    try raster.write(
      to: folder.path + "/a.tif", style: MapStyle("a", Classes(limits: [0, 1])), staging: staging)
    try staging.commit()
    #expect(try folder.content == ["a.qml", "a.tif", "ab.tif"])
    #expect(try Raster(reading: folder.path + "/a.tif").bands[0].values[0] == 1)
  }

  static let impossible: [(String, GridcastError.Kind)] = [
    ("/nowhere/at/all/a.csv", .unwritable), ("/tmp", .unwritable),
  ]

  @Test("A target that cannot be written is named", arguments: impossible)
  func namesTargets(path: String, kind: GridcastError.Kind) {
    let error = thrown { try "x".write(to: path, staging: Staging(overwrite: true)) }
    #expect(error?.kind == kind)
    #expect(error?.description.hasPrefix(path) ?? false)
  }
}
