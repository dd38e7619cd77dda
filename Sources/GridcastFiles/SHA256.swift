internal import CCrypto

/// An incremental SHA-256 hash (FIPS 180-4), computed by the system's libcrypto, which uses the
/// processor's instructions for it, or in plain Swift where libcrypto is not installed.
@safe package struct SHA256: ~Copyable {
  private let context: OpaquePointer?
  private var plain = PlainSHA256()

  /// Begins a hash of no bytes.
  ///
  /// - Parameter usingLibrary: Whether to use libcrypto where it is installed.
  package init(usingLibrary: Bool = true) {
    var context = unsafe usingLibrary ? EVP_MD_CTX_new() : nil
    if unsafe context != nil, unsafe EVP_DigestInit_ex(context, EVP_sha256(), nil) != 1 {
      unsafe EVP_MD_CTX_free(context)
      unsafe context = nil
    }
    unsafe self.context = context
  }

  deinit { if let context = unsafe context { unsafe EVP_MD_CTX_free(context) } }

  /// Adds bytes to the hash.
  package mutating func update(_ bytes: some Sequence<UInt8>) {
    let isWhole: Void? = bytes.withContiguousStorageIfAvailable { run in
      if let context = unsafe context {
        _ = unsafe EVP_DigestUpdate(context, run.baseAddress, run.count)
      } else {
        unsafe plain.update(run.span)
      }
    }
    if isWhole == nil { update(Array(bytes)) }
  }

  /// The hash of all bytes as hexadecimal digits.
  package consuming func finish() -> String {
    var bytes = [UInt8](repeating: 0, count: 32)
    if let context = unsafe context {
      _ = unsafe EVP_DigestFinal_ex(context, &bytes, nil)
    } else {
      bytes = plain.finish()
    }
    return bytes.map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }
}
