import ArgumentParser
import Foundation
import GridcastBase
import GridcastFiles

struct DescribeCommand: ParsableCommand, FormedCommand {
  static let configuration = CommandConfiguration(
    commandName: "describe",
    abstract: "Describe all commands to other programs.",
    discussion: """
      Tells of each command its parameters, and of each of these what it takes, its default and its \
      help. Desktops make their forms of it. The version grows whenever anything else changes.

      Example:
        gridcast describe --json
      """)

  static let forms: [CommandForm] = []

  @Flag(.nowhere, help: "Print the description as JSON, all of it.") var json = false

  func run() throws {
    let description = try Description()
    if json {
      let text = String(decoding: try Description.encoder.encode(description), as: UTF8.self)
      StandardStream.output.write(text + "\n")
      return
    }
    var table = Table(["command", "parameter", "takes", "of"])
    for command in description.commands {
      for parameter in command.parameters {
        table.add([
          command.command.joined(separator: " "), parameter.option ?? parameter.name,
          parameter.type, parameter.of ?? "",
        ])
      }
    }
    Console.print(plain: table.text)
    Console.print("description \(description.version), \(description.digest)")
  }
}
