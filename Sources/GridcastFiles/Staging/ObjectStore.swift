package import GridcastBase

/// A store of objects on the network, in which outputs can be put: each whole, by its name, or not at all.
package protocol ObjectStore: Sendable {
  /// Whether there is an object of this name.
  ///
  /// - Throws: `.unwritable` where the store does not answer, or refuses.
  func holds(_ name: String) throws(GridcastError) -> Bool
  /// Puts a file under a name, in place of what was there.
  ///
  /// - Throws: `.unwritable` where it does not arrive whole; then what was there before is still there.
  func put(_ file: String, as name: String) throws(GridcastError)
  /// Removes an object.
  func remove(_ name: String)
}

extension NetworkName {
  /// Whether outputs can be put there: in a bucket of an S3-compatible store.
  package var isBucket: Bool { gdalName.hasPrefix("/vsis3/") }
}

/// Outputs in a store: they are made in a temporary folder on this machine, and put when all are whole.
extension Staging {
  /// Whether a target lies in a store.
  static func isInStore(_ target: String) -> Bool { NetworkName(target)?.isBucket ?? false }

  /// Refuses a target in a store that may not be written.
  ///
  /// - Throws: `.usage` where the command line does not allow it, or something would be added to it; `.unwritable`
  ///   where it is there already, or the store refuses.
  func checkStore(_ target: String) throws(GridcastError) {
    guard ProcessSettings.allowsRemote else {
      throw GridcastError(.usage, target, "it lies beyond this machine's files; \(.allowRemote)")
    }
    guard let store else {
      throw GridcastError(
        .usage, target,
        "it lies in a store, where this command writes nothing, and nothing is added; write to a file"
      )
    }
    // Asked in any case, so that a store that refuses is known before anything is made.
    let isThere = try store.holds(target)
    if isThere && !mayReplace { throw Self.exists(target) }
  }

  /// Puts what was made for targets in a store there: what goes with a target first, so that whoever sees a target
  /// finds what belongs to it.
  ///
  /// - Returns: The names of the objects.
  /// - Throws: `.unwritable`; then what was put and was not there before is removed again.
  func putInStores() throws(GridcastError) -> [String] {
    var done: [String] = []
    for (folder, entry) in folders.sorted(by: { $0.key < $1.key }) where stores[folder] != nil {
      guard let store, let target = shown["\(folder)/\(entry.names[0])"],
        let slash = target.lastIndex(of: "/")
      else { continue }
      let all = entry.temporary.newNames
      do throws(GridcastError) {
        for name in all.filter({ !entry.names.contains($0) }) + all.filter(entry.names.contains) {
          if Ending.isStopping {
            throw GridcastError(.interrupted, target, "it was not put in place")
          }
          let object = "\(target[..<slash])/\(name)"
          if !mayReplace, try store.holds(object) { throw Self.exists(object) }
          try store.put("\(entry.temporary.newPath)/\(name)", as: object)
          done.append(object)
        }
      } catch {
        removeFromStores(done)
        throw error
      }
    }
    return done
  }

  /// Removes what was put, where nothing was replaced by it.
  func removeFromStores(_ names: [String]) {
    guard !mayReplace else { return }
    for name in names { store?.remove(name) }
  }
}
