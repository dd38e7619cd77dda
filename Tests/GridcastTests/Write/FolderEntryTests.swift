import Foundation
import GridcastFiles
import Testing

/// What is read of the entries of a folder.
@Suite struct FolderEntryTests {
  /// AddressSanitizer saw 280 bytes read of an entry of 24, the last of a buffer.
  @Test("Behind the name of an entry no byte is read", arguments: ["a", "abcd", "点.shp"])
  func readsNoFurther(name: String) throws {
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    let memory = unsafe mmap(
      nil, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let start = unsafe memory, unsafe start != MAP_FAILED else {
      Issue.record("no memory")
      return
    }
    defer { unsafe munmap(start, 2 * page) }
    // Whoever reads in the second page is ended.
    #expect(unsafe mprotect(start + page, page, PROT_NONE) == 0)
    let place = try #require(MemoryLayout<dirent>.offset(of: \.d_name))
    let bytes = Array(name.utf8) + [0]
    let length = (place + bytes.count + 7) / 8 * 8
    let entry = unsafe start + page - length
    unsafe (entry + place).copyMemory(from: bytes, byteCount: bytes.count)
    #expect(unsafe entry.assumingMemoryBound(to: dirent.self).name == Array(name.utf8))
  }
}
