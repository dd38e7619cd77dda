extension Features {
  /// About how many bytes the features take in memory.
  package var memorySize: Int { shapes.memorySize + columns.reduce(0) { $0 + $1.memorySize } }
}

extension Shapes {
  fileprivate var memorySize: Int {
    points.count * 16 + (z.count + m.count) * 8 + partKinds.count * 9 + count * 9
  }
}

extension Column {
  fileprivate var memorySize: Int {
    switch values {
    case .integers(let values): values.count * 8
    case .numbers(let values): values.count * 8
    case .dateTimes(let values): values.count * 12
    case .texts(let values): values.codes.count * 4 + values.dictionary.memorySize
    case .binaries(let values): values.offsets.count * 8 + values.items.count
    case .integerLists(let values): (values.offsets.count + values.items.count) * 8
    case .numberLists(let values): (values.offsets.count + values.items.count) * 8
    case .textLists(let values): values.offsets.count * 8 + values.items.memorySize
    }
  }
}

extension TextTable {
  fileprivate var memorySize: Int { bytes.count + offsets.count * 8 }
}
