#if os(Linux)
  import Testing

  /// How many values a count may have.
  @Suite struct CountMemoryTests {
    @Test("A count that needs more memory than there is tells how much, before it is made")
    func memory() throws {
      let folder = try TemporaryFolder()
      let rows = (0..<8).map { "\(300_000 + 8000 * $0),\(3_800_000 + 8000 * $0),k\($0)" }
      _ = try folder.file("p.csv", "x,y,kind\n" + rows.joined(separator: "\n") + "\n")
      // 5,601 × 5,601 cells of 8 categories, of 16 bytes each: 64 bits for the sum, 32 for the raster, and as much again.
      let said = try run(
        "prlimit",
        [
          "--as=4000000000", gridcast, "bin", "p.csv", "--category", "kind", "--from", "EPSG:32649",
          "--cell", "10m", "-o", "c.tif",
        ], in: folder.path)
      #expect(said.code == 65)
      #expect(
        said.errors.contains(
          "to hold 8 categories on 31,371,201 cells would need about 4 GB of memory, and"),
        "\(said.errors)")
      #expect(said.errors.contains("are free; take larger cells with --cell"), "\(said.errors)")
      #expect(try folder.content == ["p.csv"])
    }
  }
#endif
