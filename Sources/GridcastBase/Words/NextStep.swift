/// What a person can do next, as a fault or a note proposes it.
///
/// `NextStep+Wording` says in which words, and which option or key of a plan does it.
package enum NextStep: Sendable, Hashable {
  // Where the data lie
  /// Take the features within an area only.
  case limitArea
  /// Say in which coordinate system an input is that names none.
  case nameSystem(InputRole)
  /// Say in which system the coordinates are that cannot be right.
  case nameTheirSystem
  /// Read an input as being in a system that it cannot name.
  case readAs(InputRole, String)
  /// Read an input whose two coordinates stand in the other order, in a system with this name.
  case exchangeAxes(InputRole, String)
  /// Write the positions whose eastings begin with the number of one zone to a file of their own, as being in
  /// the system of this code.
  case separateZone(String, zone: Int)
  /// Say how an input's datum is shifted, which the registry does not know.
  case giveShift(InputRole)
  /// Search for a coordinate system that PROJ knows.
  case findSystem
  /// Name the system to move to.
  case nameTarget
  /// Move to UTM, which counts in metres.
  case takeUTM
  /// Bin anew, in UTM.
  case binInUTM
  /// Move to longitude and latitude, which is all that the format holds.
  case moveToWGS84
  /// Move a raster or layer before it is used.
  case reprojectFirst
  /// Write a raster again that names no coordinate system.
  case giveSystem
  /// Write a raster again with its first row in the north and its first column in the west.
  case turnNorthUp
  /// Write a raster again with square cells.
  case squareCells
  /// Write a part of a raster, or one of larger cells.
  case cutOrCoarsen
  /// Add the values of cells up.
  case sumCells
  /// Take the most frequent value of cells, or the nearest.
  case takeMode
  /// Write one of several rasters within a file to a file of its own.
  case writeOnePart
  /// Take another value for unknown cells.
  case otherNodata

  // Cells
  /// Count a layer in the cells of a raster first.
  case binFirst
  /// Take larger cells.
  case largerCells
  /// Bin on the cells of the raster of this path.
  case binLike(String)
  /// Bin one of two rasters on the cells of the other.
  case takeCells
  /// Take the cells of a raster without moving them.
  case takeCellsAsTheyLie
  /// Take the extent of the raster whose cells are taken.
  case takeItsExtent

  // What is read
  /// Choose one of several layers.
  case chooseLayer(InputRole)
  /// Read what lies beyond this machine's files.
  case allowRemote
  /// Hand over through standard input what is no file.
  case pipeThrough
  /// Name the columns that tell positions.
  case nameColumns
  /// Name the two columns that seem to tell positions.
  case nameColumnsAs(x: String, y: String)
  /// See which fields there are.
  case listFields
  /// Take the shapes of one kind.
  case takeOneKind
  /// Keep the fields that all have.
  case keepCommonFields
  /// Take fewer fields.
  case takeFewerFields
  /// Leave one field out.
  case leaveOutField
  /// Give one field another name.
  case renameField
  /// Make categories of values.
  case groupCategories
  /// Count an input whole.
  case countWhole
  /// Name the system of the cells, which no part may find for itself.
  case fixSystem
  /// Count a part of an input, too.
  case countPart(String)
  /// Give a stream a name, by which parts of streams of the same bytes are told apart.
  case namePart

  // What is written
  /// Write cells to a layer or a table, in a plan by the key that says so.
  case writeCells(String)
  /// Close the rings of polygons.
  case closeRings
  /// Go on although something is lost.
  case allowLoss
  /// Replace what is there.
  case overwrite
  /// Add to what is there.
  case append
  /// Write a layer of another name.
  case nameLayer
  /// Say to which of several layers to add.
  case nameTheirLayer
  /// Write to another folder.
  case nameFolder
  /// Say which format to write.
  case nameFormat
  /// Write the format that the ending names.
  case letEndingDecide
  /// Say in which encoding texts are written.
  case encodeOutput
  /// Say in which encoding the texts of an input are.
  case encodeInput
  /// Run a plan.
  case runPlan
  /// Write the correlation to a file.
  case writeCorrelation

  // What is found
  /// Name the band that is meant.
  case nameBand
  /// Name two other bands.
  case nameTwoBands
  /// Smooth with a narrower Gaussian.
  case smoothLess
  /// Say how far neighbours reach.
  case nameReach
  /// Let neighbours reach less far.
  case shortenReach
  /// Give all points the same weight.
  case weighAlike
  /// Let clusters move for longer.
  case iterateMore
  /// Correlate by another method.
  case otherMethod
  /// Say which field names the region.
  case nameRegionField
  /// Leave out the settings that go with tables.
  case leaveOutTableSettings
  /// Leave some of the regions out.
  case leaveSomeOut
  /// Leave one region out.
  case leaveRegionOut
  /// Add up the rows of one region and year.
  case sumRows
  /// Count the rows of one region and year.
  case countRows

  // Models
  /// Ask for less correlation of the features.
  case lowerCorrelation
  /// Name the features.
  case nameFeatures
  /// Train in smaller steps.
  case lowerRate
  /// Let a sweep try smaller steps.
  case lowerRates
  /// Draw other random numbers.
  case otherSeed
  /// Scale the counts in another way.
  case otherScaling
  /// Lay smaller windows.
  case smallerWindow
  /// Keep a narrower strip free.
  case narrowerGuard
  /// Deal the windows into more folds.
  case moreFolds
  /// Deal the windows into fewer folds.
  case fewerFolds
  /// Lay windows side by side.
  case layTiles
  /// Allow windows to leave the raster.
  case allowPartialWindows
  /// Take uniform growth for the forecast.
  case growUniformly
  /// Take Poisson-linear growth for the forecast.
  case growLinearly
  /// Take a linear regression for the model of cells.
  case trainLinear
  /// Take a linear regression on square roots for the model of cells.
  case trainLinearOnRoots
  /// Take the mean of all cells for the model of cells.
  case takeMean
  /// Name one target.
  case nameOneTarget
  /// Train so many members.
  case trainMembers(Int)
  /// Go on from a checkpoint.
  case resume
  /// Train without the checkpoint that is not there.
  case beginAnew
  /// Train anew over the checkpoint that is there.
  case beginAnewOver
  /// Make a layer of records of places.
  case readRecords
  /// Leave out the settings that go with forecasts of years.
  case leaveOutYearsSettings
}

/// One of each, with stand-ins for what they name.
extension NextStep: CaseIterable {
  package static let allCases: [NextStep] =
    InputRole.allCases.flatMap {
      [
        .nameSystem($0), .readAs($0, "gcj02"), .exchangeAxes($0, "yx"), .giveShift($0),
        .chooseLayer($0),
      ]
    } + [
      .separateZone("EPSG:4526", zone: 38), .limitArea, .nameTheirSystem, .findSystem, .nameTarget,
      .takeUTM,
      .binInUTM, .moveToWGS84,
      .reprojectFirst, .giveSystem, .turnNorthUp, .squareCells, .cutOrCoarsen, .sumCells,
      .takeMode, .writeOnePart, .otherNodata, .binFirst, .largerCells, .binLike("counts.tif"),
      .takeCells, .takeCellsAsTheyLie, .takeItsExtent, .allowRemote, .pipeThrough, .nameColumns,
      .nameColumnsAs(x: "2", y: "3"),
      .writeCells("cells"), .closeRings,
      .listFields, .takeOneKind,
      .keepCommonFields, .takeFewerFields, .leaveOutField, .renameField, .groupCategories,
      .countWhole, .fixSystem, .countPart("0-1000"), .namePart,
      .allowLoss, .overwrite, .append, .nameLayer, .nameTheirLayer, .nameFolder, .nameFormat,
      .letEndingDecide,
      .encodeOutput, .encodeInput, .runPlan, .writeCorrelation, .nameBand, .nameTwoBands,
      .smoothLess,
      .nameReach, .shortenReach, .weighAlike, .iterateMore, .otherMethod, .nameRegionField,
      .leaveOutTableSettings, .leaveSomeOut, .leaveRegionOut, .sumRows, .countRows,
      .lowerCorrelation, .nameFeatures, .lowerRate, .lowerRates, .otherSeed, .otherScaling,
      .smallerWindow, .narrowerGuard, .moreFolds, .fewerFolds, .layTiles, .allowPartialWindows,
      .growUniformly, .growLinearly, .trainLinear, .trainLinearOnRoots, .takeMean, .nameOneTarget,
      .trainMembers(3), .resume, .beginAnew, .beginAnewOver,
      .readRecords, .leaveOutYearsSettings,
    ]
}
