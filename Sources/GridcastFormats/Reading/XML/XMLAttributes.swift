import Foundation

/// The attributes of an element.
@safe struct XMLAttributes {
  private let first: UnsafeMutablePointer<UnsafePointer<CChar>?>?

  init(_ first: UnsafeMutablePointer<UnsafePointer<CChar>?>?) { unsafe self.first = first }

  /// The value of the attribute with this name.
  subscript(_ wanted: String) -> String? {
    guard var next = unsafe first else { return nil }
    while let name = unsafe next[0], let text = unsafe next[1] {
      if unsafe String(cString: name) == wanted { return unsafe String(cString: text) }
      unsafe next += 2
    }
    return nil
  }
}
