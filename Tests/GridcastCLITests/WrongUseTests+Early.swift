/// What is refused before any work is done, or told of what cannot be meant.
extension WrongUseTests {
  /// A command line, its exit code, and what standard error has to hold.
  static let early: [(line: String, code: Int32, says: String)] = [
    // Outputs whose endings name something else, before the work.
    (
      "bin city/pois.shp -o n.csv", 64,
      "end its name in .tif, or write the cells as a layer or a table with --cells"
    ),
    ("bin city/pois.shp -o n.png", 64, "a raster is written as GeoTIFF; end its name in .tif\n"),
    ("bin city/pois.shp --cells n.tif", 64, "its ending names no format to write"),
    ("bin city/pois.shp --hexagons 1km -o n.tif", 64, "n.tif"),
    ("forecast m.safetensors counts.tif -o n.shp", 64, "with --cells"),
    ("forecast m.safetensors counts.tif -o n.tif --cells n.foo", 64, "its ending names no format"),
    (
      "train linear counts.tif --target business -o n.tif", 64,
      "a model is written as safetensors; end its name in .safetensors"
    ),
    (
      "train growth --before counts.tif --after counts.tif -o n.foo", 64,
      "end its name in .safetensors"
    ),
    ("hotspots counts.tif --band business -o n.csv", 64, "with --cells"),
    (
      "cluster city/pois.shp -k 3 --points n.gpkg --table n.tif", 64, "this table is written as CSV"
    ),
    (
      "fishnet --within city/study-area.shp -o n.foo", 64,
      "use .shp, .geojson, .geojsonl, .gpkg, .fgb, .parquet, .csv, .kml, .arrow\n"
    ),
    (
      "convert city/pois.shp --limit 5 -o n.tif", 64, "it is a layer, and 'n.tif' is to be a raster"
    ),
    // Bands, folders and texts.
    (
      "train linear counts.tif --target busines -o n.safetensors", 65,
      "it has no band 'busines' (did you mean 'business'?); its bands are 'administration'"
    ),
    ("map counts.tif:busines -o n.png", 65, "did you mean 'business'?"),
    (
      "bin rasters --cell 1km -o n.tif", 66,
      "it is a folder; name the files in it that are meant, such as a.tif"
    ),
    ("info bare/pois.shp/nothing", 66, "there is no such file"),
    ("info README.md", 65, "it is a text, and layers, tables, rasters, models, plans, rules"),
    ("map counts.tif --class-count 40 -o n.png", 64, "more colours cannot be told apart"),
    (
      "convert prose.txt -o n.gpkg", 0,
      "it holds no record: its only line is taken for the names of its fields"
    ),
    (
      "bin named.csv --weight name --cell 1km -o n.tif", 65,
      "field 'name' holds texts, of which only 1 of 3 are numbers; name a field of numbers"
    ),
  ]
}
