/// How a step is worded: what to do, and by what it is done.
struct StepWording {
  /// How an option does a step: by being given or left out, or as one of several to leave out.
  enum Manner {
    case with, without, leavingOut
  }

  /// What a program or its user reads, as in "limit the area".
  let phrase: Sentence
  /// How it is done by the option.
  var manner = Manner.with
  /// The option of a command, or a whole command.
  let option: String
  /// A value of it, for which others can stand.
  var example: String?
  /// The key of a plan; nil where a plan cannot do it.
  var key: PlanKey?
  /// Whether the option or command serves someone with a plan too.
  var isForPlans = false

  init(_ phrase: Sentence, _ option: String, as example: String? = nil, _ key: PlanKey? = nil) {
    self.phrase = phrase
    self.option = option
    self.example = example
    self.key = key
  }

  /// A step that is done without an option.
  static func without(_ option: String, _ phrase: Sentence) -> Self {
    var wording = Self(phrase, option)
    wording.manner = .without
    return wording
  }

  /// A step that leaves out several options.
  static func leavingOut(_ options: String, _ phrase: Sentence) -> Self {
    var wording = Self(phrase, options)
    wording.manner = .leavingOut
    return wording
  }

  /// The same, where the option or command serves someone with a plan too.
  var forPlansToo: Self {
    var wording = self
    wording.isForPlans = true
    return wording
  }
}

/// A key of a plan, what is to stand there, and where.
struct PlanKey {
  /// The sections of a plan.
  enum Place {
    case plan, inputs, studyArea, places, base, model, stations, outputs, structure, section

    /// What the section is called.
    var name: Sentence {
      switch self {
      case .plan: "the plan"
      case .inputs: "the plan's inputs"
      case .studyArea: "the plan's study-area"
      case .places: "the plan's places"
      case .base: "the plan's base"
      case .model: "the plan's model"
      case .stations: "the stations of the plan's model"
      case .outputs: "the plan's outputs"
      case .structure: "the plan's structure"
      case .section: "the section of the plan that needs it"
      }
    }
  }

  let name: String
  var value: String?
  let place: Place

  init(_ name: String, _ value: String? = nil, in place: Place = .plan) {
    self.name = name
    self.value = value
    self.place = place
  }

  /// The key as it is written, as in `cell:` or `cell: 2km`.
  func written(_ value: String?) -> String { value.map { "\(name): \($0)" } ?? "\(name):" }
}
