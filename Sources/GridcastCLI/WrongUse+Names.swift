/// What jobs, commands and options are called elsewhere.
extension WrongUse {
  /// Jobs of other tools that are options of a command here, each with the command.
  static let steps = conversions.mapValues { "gridcast convert in.shp -o out.gpkg \($0)" }
    .merging(others) { own, _ in own }

  private static let conversions = [
    "buffer": "--buffer 50m", "clip": "--clip area.shp", "cut": "--clip area.shp",
    "crop": "--clip area.shp", "dissolve": "--dissolve FIELD", "union": "--dissolve all",
    "simplify": "--simplify 5m", "generalize": "--simplify 5m", "explode": "--explode",
    "multipart": "--explode", "singlepart": "--explode", "dedupe": "--dedupe",
    "deduplicate": "--dedupe", "unique": "--dedupe", "sort": "--sort FIELD",
    "centroid": "--centroid", "centroids": "--centroid", "filter": "--where \"year = '2016'\"",
    "calculate": "--add \"density = people / area_m2()\"",
  ]

  private static let others = [
    "zonal": zonal, "zonalstats": zonal, "zonal-statistics": zonal,
    "extract": "gridcast convert in.shp -o out.gpkg --values in.tif",
  ]
  private static let zonal = "gridcast bin in.tif --zones zones.shp -o out.csv"

  /// What our commands are called elsewhere.
  static let synonyms = [
    "count": "bin", "grid": "fishnet", "predict": "forecast", "kmeans": "cluster", "plot": "map",
    "draw": "map", "render": "map", "warp": "reproject", "transform": "reproject",
    "project": "reproject", "translate": "convert", "ogr2ogr": "convert", "gdalwarp": "reproject",
    "ogrinfo": "info", "gdalinfo": "info", "ls": "info", "stats": "info", "crs": "systems",
    "srs": "systems", "epsg": "systems", "correlation": "correlate", "fit": "train",
    "demo": "sample", "pipeline": "run", "rules": "categories", "centres": "structure",
    "centers": "structure", "gi": "hotspots", "hotspot": "hotspots",
  ]

  /// What options are called elsewhere; where there are several names, the first that a command has.
  private static let optionSynonyms = [
    "--years": ["--steps"], "--crs": ["--to", "--from"], "--srs": ["--to", "--from"],
    "--epsg": ["--to", "--from"], "--t_srs": ["--to"], "--t-srs": ["--to"],
    "--target-crs": ["--to"], "--s_srs": ["--from"], "--s-srs": ["--from"],
    "--source-crs": ["--from"], "--projection": ["--to"], "--size": ["--cell", "--width"],
    "--resolution": ["--cell"], "--cell-size": ["--cell"], "--cellsize": ["--cell"],
    "--bbox": ["--extent"], "--spat": ["--extent"], "--bounds": ["--extent"],
    "--filter": ["--where"], "--query": ["--where"], "--sql": ["--where"],
    "--fields": ["--select", "--features"], "--columns": ["--select", "--features"],
    "--field": ["--category", "--select"],
    "--by": ["--category", "--dissolve"], "--group-by": ["--category", "--dissolve"],
    "--driver": ["--format"], "--force": ["--overwrite"], "--output-dir": ["--out"],
    "--outdir": ["--out"], "--out-dir": ["--out"], "--charset": ["--encoding"], "--lat": ["--y"],
    "--latitude": ["--y"], "--lon": ["--x"], "--lng": ["--x"], "--longitude": ["--x"],
    "--mask": ["--within", "--clip"], "--area": ["--within", "--clip"],
    "--study-area": ["--within"], "--threads": ["--workers"], "--jobs": ["--workers"],
  ]

  /// The option of a command that is called by this name elsewhere; nil where it has none.
  static func synonym(of name: String, among known: [String]) -> String? {
    optionSynonyms[name.lowercased()]?.first(where: known.contains)
  }
}
