internal import CGDAL
package import Foundation

/// The names of the outermost elements of an XML text as GDAL parses it; nil where it cannot.
package func rootsOfXML(_ data: Data) -> Set<String>? {
  guard (try? loadGDAL()) != nil else { return nil }
  return collectingMessages { _ in
    unsafe (data + [0]).withUnsafeBytes { bytes -> Set<String>? in
      guard let text = unsafe bytes.bindMemory(to: CChar.self).baseAddress,
        let tree = unsafe CPLParseXMLString(text)
      else { return nil }
      defer { unsafe CPLDestroyXMLNode(tree) }
      var names: Set<String> = []
      var node: UnsafeMutablePointer<CPLXMLNode>? = unsafe tree
      while let current = unsafe node {
        if unsafe current.pointee.eType == CXT_Element {
          unsafe names.insert(String(cString: current.pointee.pszValue))
        }
        unsafe node = current.pointee.psNext
      }
      return names
    }
  }
}
