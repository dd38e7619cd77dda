import Foundation
import GridcastBase
import GridcastFiles
import Testing

/// SHA-256 against the examples that NIST publishes for FIPS 180-4.
@Suite struct DigestTests {
  @Test(
    "A file's hash is the published one",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
      // A million letters, so that the content comes in more than one piece only above a mebibyte.
      (
        String(repeating: "a", count: 1_000_000),
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
      ),
    ])
  func known(_ text: String, _ hash: String) throws {
    let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(text.utf8).write(to: file)
    #expect(try digest(ofFile: file.path()) == hash)
    var plain = SHA256(usingLibrary: false)
    plain.update(text.utf8)
    let made = plain.finish()
    #expect(made == hash)
  }

  @Test("A hash made without libcrypto is the same, whatever the length and the pieces")
  func plain() {
    for count in 0...300 {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ count) }
      var library = SHA256()
      var plain = SHA256(usingLibrary: false)
      library.update(bytes)
      plain.update(bytes.prefix(count / 3))
      plain.update(bytes.dropFirst(count / 3))
      let (expected, made) = (library.finish(), plain.finish())
      #expect(made == expected, "\(count) bytes")
    }
  }

  @Test(
    "MD5 against the examples of RFC 1321, A.5",
    arguments: [
      ("", "d41d8cd98f00b204e9800998ecf8427e"), ("a", "0cc175b9c0f1b6a831c399e269772661"),
      ("abc", "900150983cd24fb0d6963f7d28e17f72"),
      ("message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
      ("abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b"),
      (
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
        "d174ab98d277d9f5a5611c2c9f419d9f"
      ), (String(repeating: "1234567890", count: 8), "57edf4a22be3c955ac49da2e2107b67a"),
    ])
  func knownMD5(_ text: String, _ hash: String) { #expect(md5(text.utf8) == hash) }

  /// The lengths of files around a mebibyte, in which content is read, and what sha256sum says.
  static let long: [(Int, String)] = [
    (1 << 20, "9bc1b2a288b26af7257a36277ae3816a7d4f16e89c1e7e77d0a5c48bad62b360"),
    (1 << 20 | 1, "4a3f0c0c213adea174f9a3d4c13177315b588bdb2e9c1012d3d0bf0453ca0f6a"),
    (3_000_000, "2a152c894398719c0570f83fac34ac03a0f6e8e474b995c2403aa5434f7b9dd4"),
  ]

  @Test("A file's hash is that of all of its content, however long", arguments: long)
  func allOfIt(_ length: Int, _ hash: String) throws {
    let folder = try TemporaryFolder()
    let file = try folder.file("a", [UInt8](repeating: UInt8(ascii: "a"), count: length))
    #expect(try digest(ofFile: file) == hash)
  }

  @Test("What cannot be read to its end has no hash")
  func unreadable() throws {
    let folder = try TemporaryFolder()
    // A folder can be opened, and reading it fails.
    for path in [folder.path, "\(folder.path)/missing"] {
      let error = thrown { _ = try digest(ofFile: path) }
      #expect(error?.kind == .unreadable && error?.subject == path)
    }
  }
}
