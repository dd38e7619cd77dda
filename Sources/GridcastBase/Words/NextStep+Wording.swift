extension NextStep {
  /// What to do, in words that the reader can follow.
  package func worded(for audience: Audience) -> String {
    sentence(for: audience).worded(for: audience)
  }

  /// What to do, as a sentence for one kind of reader.
  func sentence(for audience: Audience) -> Sentence {
    let wording = wording
    switch audience {
    case .library: return Self.with(wording.example, wording.phrase)
    case .plan:
      if let key = wording.key {
        return Self.with(
          wording.example.map(key.written),
          "\(wording.phrase) with \(key.written(key.value)) in \(key.place.name)")
      }
      guard wording.isForPlans else { return Self.with(wording.example, wording.phrase) }
      fallthrough
    case .commandLine:
      // Where there are several options, catalogues know how they are listed.
      let option = Sentence(message: wording.option)
      let done: Sentence =
        switch wording.manner {
        case .with: "\(wording.phrase) with \(option)"
        case .without: "\(wording.phrase) without \(option)"
        case .leavingOut: "\(wording.phrase): \(option)"
        }
      return Self.with(wording.example.map { "\(wording.option) \($0)" }, done)
    }
  }

  private static func with(_ example: String?, _ words: Sentence) -> Sentence {
    example.map { "\(words), as in \($0)" } ?? words
  }

  /// The table of all steps: what to do, the option of a command that does it, the key of a plan.
  private var wording: StepWording {
    switch self {
    case .limitArea: .init("limit the area", "--within", PlanKey("study-area"))
    case .nameSystem(let role):
      .init(
        "say which it is", role.option("from"), as: "EPSG:4326",
        role.place.map { PlanKey("from", in: $0) })
    case .nameTheirSystem: .init("say their system", "--from", PlanKey("from", in: .inputs))
    case .readAs(let role, let system):
      .init(
        "read it as \(system)", "\(role.option("from")) \(system)",
        role.place.map { PlanKey("from", system, in: $0) })
    case .exchangeAxes(let role, let system):
      .init(
        "read them in the other order", "\(role.option("from")) \(system)",
        role.place.map { PlanKey("from", system, in: $0) })
    case .separateZone(let system, let zone):
      .init(
        "write those of each zone to a file of their own",
        "gridcast convert --from \(system) --extent \(zone)000000,0,\(zone + 1)000000,10000000"
      ).forPlansToo
    case .giveShift(let role):
      .init(
        "where you know it, give it as +towgs84 of a PROJ string", role.option("from"),
        role.place.map { PlanKey("from", in: $0) })
    case .findSystem:
      .init("search for it", "gridcast systems", as: "utm 49n").forPlansToo
    case .nameTarget: .init("name the system to move to", "--to", PlanKey("coordinate-system"))
    case .takeUTM: .init("take UTM", "--to utm", PlanKey("coordinate-system", "utm"))
    case .binInUTM: .init("bin in UTM", "--to utm", PlanKey("coordinate-system", "utm"))
    case .moveToWGS84: .init("move it there", "--to EPSG:4326")
    case .reprojectFirst: .init("move it first", "gridcast reproject").forPlansToo
    case .giveSystem: .init("write it with one", "gridcast convert --from").forPlansToo
    case .turnNorthUp: .init("turn it north up", "gridcast convert").forPlansToo
    case .squareCells: .init("make its cells square", "gridcast convert --cell").forPlansToo
    case .cutOrCoarsen:
      .init("cut it, or make its cells larger", "gridcast convert --extent or --cell").forPlansToo
    case .sumCells: .init("keep them", "--resampling sum")
    case .takeMode: .init("take the most frequent one, or the nearest", "--resampling mode or near")
    case .writeOnePart:
      .init("write the one that is meant to a file", "gridcast convert --layer").forPlansToo
    case .otherNodata: .init("take another value", "--nodata")
    case .binFirst: .init("count it per cell first", "gridcast bin").forPlansToo
    case .largerCells: .init("take larger cells", "--cell", PlanKey("cell"))
    case .binLike(let path): .init("bin it on those cells", "--like \(path)")
    case .takeCells: .init("take the cells of one for the other", "--like")
    case .takeCellsAsTheyLie: .without("--to", "take those cells as they lie")
    case .takeItsExtent: .without("--extent", "take that extent")
    case .chooseLayer(let role):
      .init(
        "choose one", role.option("layer"), role.place.map { PlanKey("layers", in: $0) })
    case .allowRemote: .init("allow that", "--allow-remote")
    case .pipeThrough:
      .init("pass its content through standard input", "cat FILE | gridcast info -")
    case .nameColumns:
      .init("name the columns", "--x and --y, or --wkt", PlanKey("x", in: .inputs))
    case .nameColumnsAs(let x, let y):
      .init("name the columns", "--x \(x) --y \(y)", PlanKey("x", x, in: .inputs))
    case .listFields: .init("list its fields", "gridcast info").forPlansToo
    case .takeOneKind:
      .init(
        "take one kind at a time", "--where \"OGR_GEOMETRY='POINT'\"",
        PlanKey("where", "OGR_GEOMETRY='POINT'", in: .inputs))
    case .keepCommonFields: .init("keep only common fields", "--select")
    case .takeFewerFields: .init("take fewer", "--select")
    case .leaveOutField: .init("leave it out", "--select")
    case .renameField: .init("rename the one to add", "--rename")
    case .groupCategories:
      .init("group the categories by rules", "--categories", PlanKey("categories"))
    case .countWhole: .without("--range", "count it whole")
    case .fixSystem: .init("name it", "--to", as: "EPSG:32649")
    case .countPart(let range): .init("count that part too", "--range \(range) --partial")
    case .namePart: .init("give each stream a name of its own", "--part-name")
    case .writeCells(let key):
      .init("write the cells as a layer or a table", "--cells", PlanKey(key, in: .outputs))
    case .closeRings: .init("close rings", "gridcast convert --repair").forPlansToo
    case .allowLoss: .init("go on all the same", "--allow-loss", PlanKey("allow-loss", "true"))
    case .overwrite: .init("replace it", "--overwrite").forPlansToo
    case .append: .init("add to it", "--append")
    case .nameLayer: .init("name another", "--name")
    case .nameTheirLayer: .init("name the one to add to", "--name")
    case .nameFolder: .init("name another", "--out")
    case .nameFormat: .init("name the format", "--format")
    case .letEndingDecide: .without("--format", "let the ending decide")
    case .encodeOutput: .init("choose the encoding of the output", "--output-encoding")
    case .encodeInput:
      .init("say in which encoding it is", "--encoding", PlanKey("encoding", in: .inputs))
    case .runPlan: .init("run the plan", "gridcast run").forPlansToo
    case .writeCorrelation:
      .init("write it to a file", "gridcast correlate", PlanKey("correlation", in: .outputs))
    case .nameBand: .init("say which is meant", "--band", PlanKey("band", in: .section))
    case .nameTwoBands:
      .init("name two of its bands", "--overlap", PlanKey("overlap", in: .structure))
    case .smoothLess: .init("smooth less", "--smooth")
    case .nameReach: .init("say how far they reach", "--distance", as: "2cells")
    case .shortenReach: .init("choose a smaller distance", "--distance")
    case .weighAlike: .without("--weight", "let all weigh the same")
    case .iterateMore: .init("allow more steps", "--max-iterations")
    case .otherMethod: .init("use another method", "--method")
    case .nameRegionField: .init("say which field names the region", "--by")
    case .leaveOutTableSettings:
      .leavingOut(
        "--by, --value, --sum, --layer, --where and --encoding", "leave out what goes with tables")
    case .leaveSomeOut: .init("leave some of them out", "--where")
    case .leaveRegionOut: .init("leave the region out", "--where")
    case .sumRows: .init("sum them", "--sum")
    case .countRows: .without("--value", "count rows")
    case .lowerCorrelation:
      .init(
        "ask for a lower correlation", "--min-correlation", PlanKey("min-correlation", in: .model))
    case .nameFeatures: .init("name the features", "--features", PlanKey("features", in: .model))
    case .lowerRate:
      .init("lower the learning rate", "--rate", PlanKey("learning-rate", in: .model))
    case .lowerRates: .init("lower the learning rates", "--rates")
    case .otherSeed: .init("try another seed", "--seed", PlanKey("seed", in: .model))
    case .otherScaling: .init("try another scaling", "--scaling", PlanKey("scaling", in: .model))
    case .smallerWindow: .init("choose a smaller window", "--window", PlanKey("window", in: .model))
    case .narrowerGuard: .init("choose a narrower strip", "--guard", PlanKey("guard", in: .model))
    case .moreFolds: .init("give more folds", "--folds", PlanKey("folds", in: .model))
    case .fewerFolds: .init("give fewer folds", "--folds", PlanKey("folds", in: .model))
    case .layTiles:
      .init("lay tiles", "--windows tiles", PlanKey("windows", "tiles", in: .model))
    case .allowPartialWindows:
      .init(
        "take what lies outside as unknown", "--partial-windows",
        PlanKey("partial-windows", "true", in: .model))
    case .growUniformly:
      .init(
        "train uniform growth", "gridcast train growth --alpha 0", PlanKey("alpha", "0", in: .model)
      )
    case .growLinearly:
      .init(
        "train linear growth", "gridcast train growth --alpha 1",
        PlanKey("kind", "growth", in: .model))
    case .trainLinear:
      .init(
        "train that, of kind linear, on the counts as they are",
        "gridcast train linear --transform none", PlanKey("transform", "none", in: .model))
    case .trainLinearOnRoots:
      .init("train that instead", "gridcast train linear", PlanKey("kind", "linear", in: .model))
    case .takeMean:
      .init("train the mean", "gridcast train linear --mean", PlanKey("kind", "mean", in: .model))
    case .nameOneTarget: .init("name one of them", "--target", PlanKey("target", in: .model))
    case .trainMembers(let count):
      .init(
        "train \(count) of them", "--members \(count)", PlanKey("members", "\(count)", in: .model))
    case .resume: .init("go on from it", "--resume")
    case .beginAnew: .without("--resume", "begin anew")
    case .beginAnewOver: .init("begin anew", "--overwrite")
    case .readRecords: .init("make a layer of them", "gridcast fetch records").forPlansToo
    case .leaveOutYearsSettings:
      .leavingOut("--compare, --members and --steps", "leave out what goes with forecasts of years")
    }
  }
}
