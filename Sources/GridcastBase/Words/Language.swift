internal import Foundation
internal import Synchronization

/// A language in which people are told things.
package enum Language: String, Sendable, CaseIterable {
  /// English, in which every message is written.
  case english = "en"
  /// 简体中文.
  case chinese = "zh"

  /// The language of a name such as `zh`, `zh_CN.UTF-8` or `en-GB`; nil where there are no messages in it.
  package init?(named name: String) {
    let code = name.prefix { $0.isLetter }.lowercased()
    guard let known = Self(rawValue: code == "c" || code == "posix" ? "en" : code) else {
      return nil
    }
    self = known
  }

  /// The language that these variables of the environment ask for, by the order that POSIX gives them.
  package init(environment: [String: String]) {
    let name = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap { environment[$0] }
      .first { !$0.isEmpty }
    self = name.flatMap(Self.init(named:)) ?? .english
  }

  /// Its name in HTML (BCP 47).
  package var tag: String { self == .chinese ? "zh-CN" : "en" }

  private static let isChinese = Atomic(false)

  /// The language of this process, which is English until a command says otherwise.
  package static var current: Language {
    get { isChinese.load(ordering: .relaxed) ? .chinese : .english }
    set { isChinese.store(newValue == .chinese, ordering: .relaxed) }
  }
}
