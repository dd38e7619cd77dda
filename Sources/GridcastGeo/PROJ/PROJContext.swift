internal import CPROJ
import GridcastBase
import Synchronization

/// A context of PROJ with the messages of its calls; for use by one thread.
///
/// One that is done with waits for the next use, since each prepares its questions to PROJ's database anew,
/// and the last one closes it.
@safe struct PROJContext: ~Copyable {
  let handle: OpaquePointer
  private let messages = Messages()

  /// Loads PROJ where that was not done before.
  ///
  /// - Throws: `.notInstalled` where PROJ is not there.
  init() throws(GridcastError) {
    if let words = unsafe gridcast_proj_missing() {
      throw GridcastError(.notInstalled, "PROJ", Sentence(message: unsafe String(cString: words)))
    }
    let waiting = idle.withLock { $0.popLast() }
    guard let handle = unsafe waiting?.handle ?? proj_context_create() else {
      throw GridcastError(.bug, "PROJ", "no context could be made")
    }
    unsafe self.handle = handle
    unsafe proj_log_func(handle, messages.address) { unsafe Messages.add($2, at: $0) }
  }

  deinit {
    unsafe proj_log_func(handle, nil) { _, _, _ in }
    let own = unsafe Idle(handle: handle)
    idle.withLock { $0.append(own) }
  }

  /// What PROJ said so far.
  var words: String { messages.text }

  /// Keeps no more of what PROJ says.
  func silence() { unsafe proj_log_func(handle, nil) { _, _, _ in } }
}

@safe private struct Idle: @unchecked Sendable {
  let handle: OpaquePointer
}

/// The contexts that nobody uses.
private let idle = Mutex<[Idle]>([])
