// swift-tools-version: 6.3
import PackageDescription

let package = Package(
  name: "Benchmarks",
  dependencies: [.package(name: "gridcast", path: "..")],
  targets: [
    .executableTarget(
      name: "ConvDeconvSteps", dependencies: [.product(name: "Neural", package: "gridcast")]),
    .executableTarget(
      name: "Bench", dependencies: [.product(name: "Gridcast", package: "gridcast")]),
  ]
)
