import GridcastBase
import Synchronization

/// The batches of a first reading, kept for a second one where all of them have room.
///
/// A conversion looks through its input before it writes anything. What fits is read and taken apart once; larger
/// inputs are read twice, with the same memory for any size.
final class KeptBatches: Sendable {
  /// One batch with what was lost on reading it.
  typealias Batch = (features: Features, tally: Tally)

  private enum State {
    case empty
    case filling(FieldSelection, [Batch], size: Int)
    case whole(FieldSelection, [Batch?])
    case overfull
  }

  /// The greatest number of bytes that are kept: about a million points with three fields.
  static let room = 72_000_000

  private let state = Mutex(State.empty)

  /// The number of batches, where a reading of these fields has kept all; nil where they must be read.
  func count(_ selection: FieldSelection) -> Int? {
    state.withLock { state in
      guard case .whole(selection, let batches) = state, !batches.contains(where: { $0 == nil })
      else { return nil }
      return batches.count
    }
  }

  /// Hands out a batch, which is no longer kept.
  func take(_ index: Int) -> Batch {
    state.withLock { state in
      guard case .whole(let selection, var batches) = state, let batch = batches[index] else {
        preconditionFailure("a batch is taken once")
      }
      state = .empty
      batches[index] = nil
      state = .whole(selection, batches)
      return batch
    }
  }

  /// Begins to keep what a reading of these fields hands out; only the first reading is kept.
  ///
  /// - Returns: Whether its batches are to be added.
  func begin(_ selection: FieldSelection) -> Bool {
    state.withLock { state in
      guard case .empty = state else { return false }
      state = .filling(selection, [], size: 0)
      return true
    }
  }

  /// Adds the next batch of the reading that is kept.
  func add(_ batch: Batch) {
    state.withLock { state in
      guard case .filling(let selection, var batches, var size) = state else { return }
      state = .overfull
      size += batch.features.memorySize
      guard size <= Self.room else { return }
      batches.append(batch)
      state = .filling(selection, batches, size: size)
    }
  }

  /// Ends the reading that is kept.
  func end(isWhole: Bool) {
    state.withLock { state in
      guard case .filling(let selection, let batches, _) = state else { return }
      state = isWhole ? .whole(selection, batches) : .overfull
    }
  }
}
