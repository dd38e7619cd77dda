#if os(Linux)
  import Foundation
  import Testing

  /// What the system refuses is told as that, whichever library met it, with a way out.
  @Suite struct SystemFaultTests {
    private static let points = "lon,lat,n\n109.5,34.5,1\n109.6,34.6,2\n"
    private static let statements = ["sqlite3_", "CREATE", "INSERT", "PRAGMA", "COMMIT"]

    @Test(
      "A database that finds no room says so, and not in which statement",
      arguments: ["gpkg", "sqlite"], [8_192, 40_960, 90_000])
    func room(ending: String, limit: Int) throws {
      let folder = try TemporaryFolder()
      // Larger than the greatest limit in either format.
      let rows = (0..<3000).map { "109.5,34.5,\($0)" }.joined(separator: "\n")
      _ = try folder.file("p.csv", "lon,lat,n\n\(rows)\n")
      let said = try run(
        "prlimit", ["--fsize=\(limit)", gridcast, "convert", "p.csv", "-o", "o.\(ending)"],
        in: folder.path)
      #expect(said.code == 73, "\(said.errors)")
      #expect(said.errors.contains("File too large; files there"), "\(said.errors)")
      for word in Self.statements { #expect(!said.errors.contains(word), "\(said.errors)") }
      #expect(try folder.content == ["p.csv"])
    }

    @Test("A name that leaves no room for SQLite's journal is refused as too long")
    func longName() throws {
      let folder = try TemporaryFolder()
      _ = try folder.file("p.csv", Self.points)
      for (length, code) in [(247, Int32(0)), (248, 73), (255, 73)] {
        let name = String(repeating: "a", count: length - 5) + ".gpkg"
        let said = try gridcast("convert", "p.csv", "-o", name, in: folder.path)
        #expect(said.code == code, "\(length): \(said.errors)")
        guard code != 0 else { continue }
        #expect(said.errors.contains("take a shorter name"), "\(said.errors)")
        for word in Self.statements { #expect(!said.errors.contains(word), "\(said.errors)") }
      }
    }

    @Test(
      "Databases are written, changed and read where nothing can be locked",
      arguments: ["gpkg", "sqlite"])
    func noLocks(ending: String) throws {
      let folder = try TemporaryFolder()
      _ = try folder.file("p.csv", Self.points)
      let without = ["SHIM_NO_LOCKS=1"]
      for command in [
        ["convert", "p.csv", "-o", "o.\(ending)"],
        ["convert", "p.csv", "-o", "o.\(ending)", "--append"],
        ["convert", "o.\(ending)", "-o", "r.csv"],
      ] {
        let said = try gridcast(under: without, command, in: folder.path, seconds: 30)
        #expect(said.code == 0, "\(command): \(said.code) \(said.errors)")
        #expect(said.errors.contains("cannot be locked (No locks available)"), "\(said.errors)")
      }
      let whole = try run(
        "python3",
        [
          "-c",
          "import sqlite3,sys; print(sqlite3.connect(sys.argv[1]).execute('PRAGMA integrity_check').fetchone()[0])",
          "o.\(ending)",
        ], in: folder.path)
      #expect(whole.output == "ok\n", "\(whole.errors)")
      let rows = try String(contentsOfFile: "\(folder.path)/r.csv", encoding: .utf8)
      #expect(rows.split(separator: "\n").count == 5, "\(rows)")
      #expect(try folder.content == ["o.\(ending)", "p.csv", "r.csv"])
    }

    @Test("A database that another program has locked is told as that")
    func locked() throws {
      let folder = try TemporaryFolder()
      _ = try folder.file("p.csv", Self.points)
      try #require(try gridcast("convert", "p.csv", "-o", "o.gpkg", in: folder.path).code == 0)
      let script = """
        import sqlite3, subprocess, sys
        held = sqlite3.connect('o.gpkg', isolation_level=None)
        held.execute('BEGIN EXCLUSIVE')
        made = subprocess.run([sys.argv[1], 'info', 'o.gpkg'], capture_output=True, text=True)
        print(made.returncode, made.stderr)
        """
      let said = try run("python3", ["-c", script, gridcast], in: folder.path)
      #expect(said.output.hasPrefix("75 "), "\(said.output) \(said.errors)")
      #expect(said.output.contains("another program is writing to it"), "\(said.output)")
    }

    /// Runs a command without the rights of root, whom no folder is closed to.
    private func asNobody(_ arguments: [String], in folder: String) throws -> CommandResult {
      guard geteuid() == 0 else { return try run(gridcast, arguments, in: folder) }
      return try run(
        "setpriv",
        ["--reuid=65534", "--regid=65534", "--clear-groups", gridcast] + arguments, in: folder)
    }

    @Test("A folder that may not be read is told as that")
    func closedFolders() throws {
      let folder = try TemporaryFolder()
      _ = try run(
        "sh",
        [
          "-c",
          """
          mkdir -p shut all/in all/shut out
          for place in shut all/in all/shut; do printf 'lon,lat\n109.5,34.5\n' > $place/p.csv; done
          chmod 755 .; chmod 777 out; chmod 000 shut all/shut
          """,
        ], in: folder.path)
      defer { _ = try? run("chmod", ["-R", "777", "."], in: folder.path) }
      let rows: [([String], Int32, String)] = [
        (["info", "shut/p.csv"], 66, "a folder on the way to it may not be looked into"),
        (["info", "shut"], 66, "there is no permission to read this folder"),
        (["convert", "shut", "--out", "out/a"], 66, "there is no permission to read this folder"),
        (["convert", "all/shut", "--out", "out/a"], 66, "no permission to read this folder"),
        (["convert", "all", "--out", "out/b", "--format", "gpkg"], 0, "passed over: all/shut"),
      ]
      for (command, code, words) in rows {
        let said = try asNobody(command, in: folder.path)
        #expect(said.code == code, "\(command): \(said.code) \(said.errors)")
        #expect(said.errors.contains(words), "\(command): \(said.errors)")
        #expect(!said.errors.contains("no such file"), "\(command): \(said.errors)")
        #expect(!said.errors.contains("no file to convert"), "\(command): \(said.errors)")
      }
    }

    @Test("Folders whose names are not UTF-8 are worked in, read and written")
    func oddFolders() throws {
      let folder = try TemporaryFolder()
      let script = """
        set -e
        g=$1; d=$(printf 'd\\351p'); mkdir -p "$d/sub"
        printf 'lon,lat,n\\n109.5,34.5,1\\n' | tee p.csv "$d/p.csv" > "$d/sub/q.csv"
        "$g" convert p.csv -o "$d/a.gpkg" 2>> log
        "$g" convert p.csv -o "$d/a.gpkg" --append 2>> log
        "$g" convert p.csv --output="$d/b.shp" 2>> log
        "$g" bin p.csv --to utm --cell 1km -o "$d/c.tif" 2>> log
        "$g" convert "$d/sub" --out "$d/folder" --format gpkg 2>> log
        "$g" convert "$d" --out all --format geojson 2>> log
        cd "$d"
        "$g" convert p.csv -o here.gpkg 2>> ../log
        "$g" convert here.gpkg -o here.gpkg --overwrite 2>> ../log && exit 9
        "$g" convert sub --out out --format shp 2>> ../log
        "$g" info "$PWD/here.gpkg" 2>> ../log
        "$g" map here.gpkg -o sub/m.png 2>> ../log
        cd sub; "$g" convert ../here.gpkg -o ../sub/n.csv 2>> ../../log
        cd ../..
        find "$d" all -type f | LC_ALL=C sort | sed "s/$d/D/"
        """
      let said = try run("sh", ["-c", script, "sh", gridcast], in: folder.path)
      let log = FileManager.default.contents(atPath: "\(folder.path)/log") ?? Data()
      let words = String(decoding: log, as: UTF8.self)
      #expect(said.code == 0, "\(said.errors) \(words) \(said.output)")
      for name in [
        "D/a.gpkg", "D/b.shp", "D/b.dbf", "D/c.tif", "D/folder/q.gpkg", "D/here.gpkg",
        "D/out/q.shp", "D/sub/m.png", "D/sub/n.csv", "all/sub/q.geojson", "all/p.geojson",
      ] {
        #expect(said.output.split(separator: "\n").contains(Substring(name)), "\(name) \(words)")
      }
      #expect(!said.output.contains(".gridcast-"))
      let entries = try run("sh", ["-c", "ls | LC_ALL=C sort | od -c | head -20"], in: folder.path)
      #expect(!entries.output.contains("357 277 275"), "\(entries.output)")
      let look = try run(
        "sh", ["-c", "ogrinfo -so -al d*p/a.gpkg | grep Feature"], in: folder.path)
      #expect(look.output.contains("Feature Count: 2"), "\(look.output)")
    }

    @Test("A hostile file stays one in a folder of any name")
    func hostileInOddFolders() throws {
      let folder = try TemporaryFolder()
      let script = """
        secret=$PWD/secret.bin; head -c 400 /dev/zero > "$secret"
        for d in "$(printf 'd\\351p')" '数 据' 'a%20b'; do
          mkdir -p "$d"
          printf 'DatasetHeader Begin\\nVersion = "6.0"\\nName = "a.ers"\\nDataFile = "%s"\\nDataSetType = ERStorage\\nDataType = Raster\\nByteOrder = LSBFirst\\nRasterInfo Begin\\nCellType = Unsigned8BitInteger\\nNrOfLines = 10\\nNrOfCellsPerLine = 10\\nNrOfBands = 1\\nRasterInfo End\\nDatasetHeader End\\n' "$secret" > "$d/a.ers"
          "$1" convert "$d/a.ers" --from EPSG:4326 -o "o.tif" --overwrite; echo "code $?"
        done
        """
      let said = try run("sh", ["-c", script, "sh", gridcast], in: folder.path)
      #expect(said.output.split(separator: "\n").allSatisfy { $0 == "code 66" }, "\(said.output)")
      #expect(said.errors.split(separator: "\n").count { $0.contains("not read unasked") } == 3)
    }
  }
#endif
