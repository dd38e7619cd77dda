import CFastFloat
import Foundation

/// Bytes that grow at their end: texts, numbers as digits, and values as they lie in memory.
@safe struct ByteBuilder: ~Copyable {
  private var base: UnsafeMutableRawPointer
  private var capacity: Int
  /// The number of bytes so far.
  private(set) var count = 0

  /// Makes a builder that holds `capacity` bytes before it has to grow.
  init(capacity: Int) {
    self.capacity = max(capacity, 64)
    unsafe base = .allocate(byteCount: self.capacity, alignment: 16)
  }

  deinit { unsafe base.deallocate() }

  /// The bytes as an array.
  consuming func bytes() -> [UInt8] {
    unsafe [UInt8](UnsafeRawBufferPointer(start: base, count: count))
  }

  /// Hands the bytes over; none stay.
  mutating func take() -> [UInt8] {
    let bytes = unsafe [UInt8](UnsafeRawBufferPointer(start: base, count: count))
    count = 0
    return bytes
  }

  /// Makes room for more bytes and hands back where they go.
  @inline(__always)
  private mutating func place(for more: Int) -> UnsafeMutableRawPointer {
    if count + more > capacity { grow(to: count + more) }
    return unsafe base + count
  }

  @inline(never)
  private mutating func grow(to least: Int) {
    capacity = max(least, capacity * 2)
    let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
    unsafe larger.copyMemory(from: base, byteCount: count)
    unsafe base.deallocate()
    unsafe base = larger
  }

  /// Adds a text of the program's own.
  @inline(__always)
  mutating func put(_ text: StaticString) {
    let size = text.utf8CodeUnitCount
    unsafe place(for: size).copyMemory(from: text.utf8Start, byteCount: size)
    count += size
  }

  /// Adds bytes.
  @inline(__always)
  mutating func put(_ bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.baseAddress else { return }
    unsafe place(for: bytes.count).copyMemory(from: start, byteCount: bytes.count)
    count += bytes.count
  }

  /// Adds bytes.
  mutating func put(_ bytes: [UInt8]) { unsafe bytes.withUnsafeBytes { unsafe put($0) } }

  /// Adds the same byte a number of times.
  @inline(__always)
  mutating func put(_ byte: UInt8, times: Int) {
    guard times > 0 else { return }
    unsafe memset(place(for: times), Int32(byte), times)
    count += times
  }

  /// Adds a value as it lies in memory, which is little-endian.
  @inline(__always)
  mutating func put<Value: BitwiseCopyable>(raw value: Value) {
    unsafe place(for: MemoryLayout<Value>.size).storeBytes(of: value, as: Value.self)
    count += MemoryLayout<Value>.size
  }

  /// Writes over a value that was added before.
  mutating func put<Value: BitwiseCopyable>(raw value: Value, at offset: Int) {
    precondition(offset >= 0 && offset + MemoryLayout<Value>.size <= count)
    unsafe base.storeBytes(of: value, toByteOffset: offset, as: Value.self)
  }

  /// Adds the digits of a whole number.
  @inline(__always)
  mutating func put(digits value: Int64) {
    var rest = value.magnitude
    var size = value < 0 ? 2 : 1
    while rest >= 10 {
      rest /= 10
      size += 1
    }
    let place = unsafe place(for: size).assumingMemoryBound(to: UInt8.self)
    rest = value.magnitude
    for index in stride(from: size - 1, through: value < 0 ? 1 : 0, by: -1) {
      let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
      unsafe place[index] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit)
      rest = quotient
    }
    if value < 0 { unsafe place[0] = UInt8(ascii: "-") }
    count += size
  }

  /// Adds the shortest digits of a number that are read back as it, as in 5, 0.1, 1e-05, inf and nan.
  ///
  /// - Parameters:
  ///   - value: The number.
  ///   - keepsDecimal: Whether a whole number is written as 5.0, so that it stays apart from integers.
  @inline(__always)
  mutating func put(digits value: Double, keepsDecimal: Bool) {
    if let whole = Int64(exactly: value), abs(whole) < 1 << 53, whole != 0 || value.sign == .plus {
      put(digits: whole)
      if keepsDecimal { put(".0") }
      return
    }
    // C++ tells the sign of what is not a number.
    guard !value.isNaN else { return put("nan") }
    let place = unsafe place(for: 34).assumingMemoryBound(to: CChar.self)
    count += unsafe shortest_number(value, place)
    if keepsDecimal, value == 0 || (value.rounded() == value && abs(value) < 0x1p54) { put(".0") }
  }
}
