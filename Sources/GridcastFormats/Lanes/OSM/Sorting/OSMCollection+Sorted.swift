extension OSMCollection {
  /// An object as it will be written: the row that tells what it is, and the one that tells its shape.
  struct Entry: BitwiseCopyable {
    var row: Int32
    var shape: Int32
  }

  /// The objects of a kind, and what was said of them more than once.
  struct Sorted {
    var entries: [Entry] = []
    /// Versions of which there are newer ones.
    var older = 0
    var deleted = 0
    /// Objects that are told twice, each time in another way.
    var contradicting = 0
  }

  /// The newest version of each object of a kind, by identity, where it exists.
  ///
  /// Of several that are of one version, or of none, tags win over no tags and a shape over no shape; where
  /// they contradict each other, what was edited later, or else comes later, wins.
  func sorted(_ kind: OSMObject.Kind) -> Sorted {
    let rows = rows(of: kind)
    var order = rows.ids.indices.map { Int32($0) }
    let isSorted = zip(rows.ids, rows.ids.dropFirst()).allSatisfy(<)
    if !isSorted {
      order.sort { a, b in
        let (i, j) = (Int(a), Int(b))
        return (rows.ids[i], rows.versions[i], rows.times[i], i)
          < (rows.ids[j], rows.versions[j], rows.times[j], j)
      }
    }
    var result = Sorted()
    result.entries.reserveCapacity(order.count)
    var start = 0
    while start < order.count {
      var end = start + 1
      let id = rows.ids[Int(order[start])]
      while end < order.count, rows.ids[Int(order[end])] == id { end += 1 }
      let entry =
        end == start + 1
        ? Entry(row: order[start], shape: order[start])
        : joined(order[start..<end], kind, rows, &result)
      if rows.exist[Int(entry.row)] {
        result.entries.append(entry)
      } else {
        result.deleted += 1
      }
      start = end
    }
    return result
  }

  /// Makes one object of what is told of it several times, from the oldest to the newest.
  private func joined(
    _ all: ArraySlice<Int32>, _ kind: OSMObject.Kind, _ rows: Rows, _ result: inout Sorted
  ) -> Entry {
    let newest = rows.versions[Int(all[all.endIndex - 1])]
    // What tells no version may tell the rest of one that does.
    let own = all.filter { rows.versions[Int($0)] == newest || rows.versions[Int($0)] <= 0 }
    result.older += all.count - own.count
    let told = own.filter { rows.versions[Int($0)] != Self.hearsay }
    let witnesses = told.isEmpty ? own : told
    let row = witnesses.last { rows.hasTags(Int($0)) } ?? witnesses[witnesses.count - 1]
    let shape =
      witnesses.last { hasShape(Int($0), kind) } ?? own.last { hasShape(Int($0), kind) } ?? row
    // Whether it is there, the last one says.
    let last = witnesses[witnesses.count - 1]
    let isGone = !rows.exist[Int(last)]
    let contradicts = told.contains {
      let other = Int($0)
      return rows.hasTags(other) && rows.hasTags(Int(row)) && !tags(rows, other, equal: Int(row))
        || hasShape(other, kind) && !shapes(kind, other, equal: Int(shape))
    }
    if contradicts, !isGone { result.contradicting += 1 }
    return isGone ? Entry(row: last, shape: last) : Entry(row: row, shape: shape)
  }

  private func tags(_ rows: Rows, _ a: Int, equal b: Int) -> Bool {
    let (a, b) = (rows.tags(of: a), rows.tags(of: b))
    // JSON and XML may have them in different orders.
    return a.elementsEqual(b) || pairs(a) == pairs(b)
  }

  private func pairs(_ tags: ArraySlice<Int32>) -> [Int32: Int32] {
    var result: [Int32: Int32] = [:]
    var next = tags.startIndex
    while next + 1 < tags.endIndex {
      result[tags[next]] = tags[next + 1]
      next += 2
    }
    return result
  }

  private func hasShape(_ row: Int, _ kind: OSMObject.Kind) -> Bool {
    switch kind {
    case .node: places[row] != nil
    case .way: !refs(of: row).isEmpty
    case .relation: !members(of: row).isEmpty
    }
  }

  private func shapes(_ kind: OSMObject.Kind, _ a: Int, equal b: Int) -> Bool {
    switch kind {
    case .node: places[a] == places[b]
    case .way: refs(of: a).elementsEqual(refs(of: b))
    case .relation:
      members(of: a).elementsEqual(members(of: b)) {
        $0.kind == $1.kind && $0.id == $1.id && $0.role == $1.role
      }
    }
  }
}
