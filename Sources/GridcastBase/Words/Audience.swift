package import Foundation

/// Who is told what to do next, and so by which words it can be done.
package enum Audience: Sendable, CaseIterable {
  /// Someone at the command line, who gives options.
  case commandLine
  /// Someone who has written a plan, and gives its keys.
  case plan
  /// A program that uses the library, and whoever uses that: they have neither.
  case library

  fileprivate static let key = CodingUserInfoKey(rawValue: "gridcast.audience")
}

extension Language {
  fileprivate static let key = CodingUserInfoKey(rawValue: "gridcast.language")
}

extension JSONEncoder {
  /// The language of sentences; that of the process unless told otherwise.
  package var language: Language {
    get { Language.key.flatMap { userInfo[$0] as? Language } ?? .current }
    set { if let key = Language.key { userInfo[key] = newValue } }
  }

  /// For whom sentences are worded; for programs unless told otherwise.
  package var audience: Audience {
    get { Audience.key.flatMap { userInfo[$0] as? Audience } ?? .library }
    set { if let key = Audience.key { userInfo[key] = newValue } }
  }
}

extension Encoder {
  /// The language of sentences.
  var language: Language { Language.key.flatMap { userInfo[$0] as? Language } ?? .current }

  /// For whom sentences are worded.
  var audience: Audience { Audience.key.flatMap { userInfo[$0] as? Audience } ?? .library }
}

/// What an input is for, which decides by which option or key more is said of it.
package enum InputRole: Sendable, Hashable, CaseIterable {
  /// What is read in the first place.
  case input
  /// The polygons that limit the area.
  case studyArea
  /// The polygons to count in.
  case zones
  /// The points around which windows lie.
  case stations
  /// The polygons that features are cut by.
  case clip
  /// The raster whose values are taken, of which more is named behind a colon.
  case values
  /// The layer of things with names.
  case places
  /// A layer below or above a map, of which nothing more can be said at the command line.
  case base

  /// The option that says one thing of it, as in `--within-from`.
  func option(_ name: String) -> String {
    switch self {
    case .input: "--\(name)"
    case .studyArea: "--within-\(name)"
    case .zones: "--zones-\(name)"
    case .stations: "--stations-\(name)"
    case .clip: "--clip-\(name)"
    case .places, .base: "gridcast convert --\(name)"
    case .values: "--values FILE:\(name.uppercased())"
    }
  }

  /// Where a plan says more of it; nil where a plan has no such input.
  var place: PlanKey.Place? {
    switch self {
    case .input: .inputs
    case .studyArea: .studyArea
    case .zones, .clip, .values: nil
    case .stations: .stations
    case .places: .places
    case .base: .base
    }
  }
}
