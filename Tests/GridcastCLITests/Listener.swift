import Foundation
import Synchronization

/// A server on this machine that counts who connects to it and answers that nothing is there.
final class Listener: Sendable {
  let port: Int
  private let socket: Int32
  private let first = Mutex<[String]>([])

  /// The first bytes of each connection.
  var requests: [String] { first.withLock { $0 } }

  init() throws {
    let socket = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let state = unsafe withUnsafeMutablePointer(to: &address) {
      unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe bind(socket, $0, size) | listen(socket, 64) | getsockname(socket, $0, &size)
      }
    }
    guard state == 0 else { throw CocoaError(.fileReadUnknown) }
    port = Int(in_port_t(bigEndian: address.sin_port))
    self.socket = socket
    Thread.detachNewThread { [self] in
      while true {
        let connection = accept(socket, nil, nil)
        guard connection >= 0 else { return }
        var bytes = [UInt8](repeating: 0, count: 200)
        let count = unsafe max(0, recv(connection, &bytes, bytes.count, 0))
        first.withLock { $0.append(String(decoding: bytes.prefix(count), as: UTF8.self)) }
        let answer = Array(
          "HTTP/1.1 404 None\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".utf8)
        _ = unsafe send(connection, answer, answer.count, Int32(MSG_NOSIGNAL))
        close(connection)
      }
    }
  }

  func stop() {
    shutdown(socket, Int32(SHUT_RDWR))
    close(socket)
  }
}
