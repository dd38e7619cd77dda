extension Column {
  /// The values of features in this order, each as often as it is named.
  package func rows(_ indices: [Int]) -> Column {
    func pick<Value>(_ values: [Value]) -> [Value] { indices.map { values[$0] } }
    let picked: Values =
      switch values {
      case .integers(let values): .integers(pick(values))
      case .numbers(let values): .numbers(pick(values))
      case .texts(let texts): .texts(Texts(texts.dictionary, codes: pick(texts.codes)))
      case .dateTimes(let values): .dateTimes(pick(values))
      case .binaries(let values): .binaries(pick(values))
      case .integerLists(let values): .integerLists(pick(values))
      case .numberLists(let values): .numberLists(pick(values))
      case .textLists(let values): .textLists(pick(values))
      }
    return Column(field, picked)
  }
}
