/// One of the tools that a desktop shows for a command.
///
/// Most commands are one tool. Some write a raster or a layer by what they are given, which a tool must know beforehand:
/// they are several.
struct CommandForm: Sendable {
  /// What it is called by, in models and scripts.
  let name: String
  let title: String
  /// Parameters that take something more certain than the command itself says.
  var takes: [String: ParameterKind] = [:]
  /// Parameters that must be given, though the command itself can do without.
  var needs: Set<String> = []
  /// Parameters of which it takes one, though the command takes several.
  var single: Set<String> = []
  /// Parameters that have no meaning here.
  var without: Set<String> = []
}

/// A command of which a desktop shows other tools than one of its own name, or none.
protocol FormedCommand {
  static var forms: [CommandForm] { get }
}
