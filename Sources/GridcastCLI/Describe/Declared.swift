import ArgumentParser
import Synchronization

/// Where a form shows a parameter.
enum FormPlace: String, Sendable, Encodable {
  /// At once.
  case front
  /// Among those that few need.
  case more
  /// Nowhere: it serves those who type commands.
  case nowhere
}

/// What an option's declaration says beyond what ArgumentParser keeps.
struct Declaration: Hashable, Sendable {
  let kind: ParameterKind
  let place: FormPlace?
}

/// Gathers the declarations of options while ArgumentParser makes its list of them.
///
/// ArgumentParser has no room for what a value is, so the initializers below tell it to whoever gathers, under the text
/// of the option's help, by which it is found in ArgumentParser's own list.
final class Declarations: Sendable {
  @TaskLocal static var gathering: Declarations?

  private let gathered = Mutex<(known: [String: Declaration], conflicts: Set<String>)>(([:], []))

  var known: [String: Declaration] { gathered.withLock { $0.known } }
  /// Texts that two options share which do not take the same.
  var conflicts: Set<String> { gathered.withLock { $0.conflicts } }

  static func note(_ kind: ParameterKind, _ place: FormPlace?, under help: ArgumentHelp) {
    guard let gathering else { return }
    let declaration = Declaration(kind: kind, place: place)
    gathering.gathered.withLock { gathered in
      let old = gathered.known.updateValue(declaration, forKey: help.abstract)
      if old != nil && old != declaration { gathered.conflicts.insert(help.abstract) }
    }
  }
}

extension Option {
  /// An option that must be given.
  init(
    _ kind: ParameterKind, _ place: FormPlace? = nil, name: NameSpecification = .long,
    parsing: SingleValueParsingStrategy = .next, help: ArgumentHelp
  ) where Value: ExpressibleByArgument {
    Declarations.note(kind, place, under: help)
    self.init(name: name, parsing: parsing, help: help, completion: kind.completion)
  }

  /// An option with a default.
  init(
    wrappedValue: Value, _ kind: ParameterKind, _ place: FormPlace? = nil,
    name: NameSpecification = .long, parsing: SingleValueParsingStrategy = .next,
    help: ArgumentHelp
  ) where Value: ExpressibleByArgument {
    Declarations.note(kind, place, under: help)
    self.init(
      wrappedValue: wrappedValue, name: name, parsing: parsing, help: help,
      completion: kind.completion)
  }

  /// An option that may be left out.
  init<One: ExpressibleByArgument>(
    _ kind: ParameterKind, _ place: FormPlace? = nil, name: NameSpecification = .long,
    parsing: SingleValueParsingStrategy = .next, help: ArgumentHelp
  ) where Value == One? {
    Declarations.note(kind, place, under: help)
    self.init(name: name, parsing: parsing, help: help, completion: kind.completion)
  }

  /// An option that must be given once or more.
  init<One: ExpressibleByArgument>(
    _ kind: ParameterKind, _ place: FormPlace? = nil, name: NameSpecification = .long,
    parsing: ArrayParsingStrategy = .singleValue, help: ArgumentHelp
  ) where Value == [One] {
    Declarations.note(kind, place, under: help)
    self.init(name: name, parsing: parsing, help: help, completion: kind.completion)
  }

  /// An option that may be given more than once.
  init<One: ExpressibleByArgument>(
    wrappedValue: [One], _ kind: ParameterKind, _ place: FormPlace? = nil,
    name: NameSpecification = .long, parsing: ArrayParsingStrategy = .singleValue,
    help: ArgumentHelp
  ) where Value == [One] {
    Declarations.note(kind, place, under: help)
    self.init(
      wrappedValue: wrappedValue, name: name, parsing: parsing, help: help,
      completion: kind.completion)
  }
}

extension Argument {
  /// An argument that must be given.
  init(_ kind: ParameterKind, _ place: FormPlace? = nil, help: ArgumentHelp)
  where Value: ExpressibleByArgument {
    Declarations.note(kind, place, under: help)
    self.init(help: help, completion: kind.completion)
  }

  /// An argument that may be left out.
  init<One: ExpressibleByArgument>(
    _ kind: ParameterKind, _ place: FormPlace? = nil, help: ArgumentHelp
  ) where Value == One? {
    Declarations.note(kind, place, under: help)
    self.init(help: help, completion: kind.completion)
  }

  /// An argument that must be given once or more.
  init<One: ExpressibleByArgument>(
    _ kind: ParameterKind, _ place: FormPlace? = nil, help: ArgumentHelp
  ) where Value == [One] {
    Declarations.note(kind, place, under: help)
    self.init(help: help, completion: kind.completion)
  }

  /// An argument that may be given any number of times.
  init<One: ExpressibleByArgument>(
    wrappedValue: [One], _ kind: ParameterKind, _ place: FormPlace? = nil, help: ArgumentHelp
  ) where Value == [One] {
    Declarations.note(kind, place, under: help)
    self.init(wrappedValue: wrappedValue, help: help, completion: kind.completion)
  }
}

extension Flag where Value == Bool {
  /// A flag that a form shows elsewhere than among what few need.
  init(
    wrappedValue: Bool, _ place: FormPlace, name: NameSpecification = .long, help: ArgumentHelp
  ) {
    Declarations.note(.flag, place, under: help)
    self.init(wrappedValue: wrappedValue, name: name, help: help)
  }
}
