import Foundation

/// The MD5 hash of bytes (RFC 1321), as hexadecimal digits: not to protect anything, but as web services want requests
/// signed.
package func md5(_ bytes: some Sequence<UInt8>) -> String {
  var message = Array(bytes)
  let bitCount = UInt64(message.count) * 8
  message.append(0x80)
  message += [UInt8](repeating: 0, count: (120 - message.count % 64) % 64)
  for shift in stride(from: 0, to: 64, by: 8) {
    message.append(UInt8(truncatingIfNeeded: bitCount >> UInt64(shift)))
  }
  var state: (UInt32, UInt32, UInt32, UInt32) = (
    0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476
  )
  for start in stride(from: 0, to: message.count, by: 64) {
    take(message[start..<start + 64], &state)
  }
  return [state.0, state.1, state.2, state.3].flatMap { word in
    [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: word >> UInt32($0)) }
  }.map { byte in
    let digits = String(byte, radix: 16)
    return digits.count == 1 ? "0" + digits : digits
  }.joined()
}

/// How far each step turns its sum: four numbers for each of the four rounds.
private let turns: [UInt32] = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21]

/// The whole part of 2³² |sin(i)| for i from 1 to 64, as section 3.4 has it.
private let sines: [UInt32] = (1...64).map { UInt32(4_294_967_296 * abs(sin(Double($0)))) }

/// Processes a block of 64 bytes (section 3.4).
private func take(
  _ block: ArraySlice<UInt8>, _ state: inout (UInt32, UInt32, UInt32, UInt32)
) {
  let words = (0..<16).map { word in
    (0..<4).reduce(UInt32(0)) { sum, byte in
      sum | UInt32(block[block.startIndex + 4 * word + byte]) << UInt32(8 * byte)
    }
  }
  var (a, b, c, d) = state
  for step in 0..<64 {
    let mixed: UInt32
    let word: Int
    switch step / 16 {
    case 0: (mixed, word) = ((b & c) | (~b & d), step)
    case 1: (mixed, word) = ((d & b) | (~d & c), (5 * step + 1) % 16)
    case 2: (mixed, word) = (b ^ c ^ d, (3 * step + 5) % 16)
    default: (mixed, word) = (c ^ (b | ~d), 7 * step % 16)
    }
    let sum = a &+ mixed &+ sines[step] &+ words[word]
    let turn = turns[step / 16 * 4 + step % 4]
    (a, d, c, b) = (d, c, b, b &+ (sum << turn | sum >> (32 - turn)))
  }
  state = (state.0 &+ a, state.1 &+ b, state.2 &+ c, state.3 &+ d)
}
