extension Column {
  /// The values of the features at these indices, in this order; an index may come more than once.
  package func rows(_ indices: [Int]) -> Column {
    let picked: Values =
      switch values {
      case .integers(let values): .integers(values.rows(indices))
      case .numbers(let values): .numbers(values.rows(indices))
      case .texts(let texts): .texts(texts.rows(indices))
      case .dateTimes(let values): .dateTimes(values.rows(indices))
      case .binaries(let values): .binaries(values.rows(indices))
      case .integerLists(let values): .integerLists(values.rows(indices))
      case .numberLists(let values): .numberLists(values.rows(indices))
      case .textLists(let values): .textLists(values.rows(indices))
      }
    return Column(field, picked)
  }
}
