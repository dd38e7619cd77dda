import Foundation
import Neural

/// The layers and losses once more, as plain loops in Double and by their definitions: what the
/// library's Float32 gradients are held against.
struct DoubleReference {
  struct Image {
    var batch: Int
    var rows: Int
    var columns: Int
    var channels: Int
    var values: [Double]

    init(_ batch: Int, _ rows: Int, _ columns: Int, _ channels: Int) {
      (self.batch, self.rows, self.columns, self.channels) = (batch, rows, columns, channels)
      values = Array(repeating: 0, count: batch * rows * columns * channels)
    }

    init(_ tensor: Tensor) {
      let shape = tensor.shape
      self.init(
        shape[0], shape.count == 4 ? shape[1] : 1, shape.count == 4 ? shape[2] : 1,
        shape[shape.count - 1])
      values = tensor.values.map(Double.init)
    }

    subscript(n: Int, y: Int, x: Int, c: Int) -> Double {
      get { values[((n * rows + y) * columns + x) * channels + c] }
      set { values[((n * rows + y) * columns + x) * channels + c] = newValue }
    }
  }

  /// Runs layers of given weights, one list of numbers a tensor.
  static func output(_ layers: [Layer], _ weights: [[[Double]]], _ input: Image) -> Image {
    var image = input
    for (layer, numbers) in zip(layers, weights) {
      switch layer {
      case .dense(let dense):
        var out = Image(image.batch, 1, 1, dense.outputs)
        for n in 0..<image.batch {
          for o in 0..<dense.outputs {
            out[n, 0, 0, o] = (0..<dense.inputs).reduce(numbers[1][o]) {
              $0 + image[n, 0, 0, $1] * numbers[0][$1 * dense.outputs + o]
            }
          }
        }
        image = out
      case .convolution(let layer):
        let kernel = layer.weights.shape[0]
        var out = Image(
          image.batch, (image.rows + 2 * layer.padding - kernel) / layer.stride + 1,
          (image.columns + 2 * layer.padding - kernel) / layer.stride + 1, layer.outputs)
        forEach(out) { n, y, x, o in
          var sum = numbers[1][o]
          for ky in 0..<kernel {
            for kx in 0..<kernel {
              let (sy, sx) = (
                y * layer.stride - layer.padding + ky, x * layer.stride - layer.padding + kx
              )
              guard 0..<image.rows ~= sy, 0..<image.columns ~= sx else { continue }
              for i in 0..<layer.inputs {
                sum +=
                  image[n, sy, sx, i]
                  * numbers[0][((ky * kernel + kx) * layer.inputs + i) * layer.outputs + o]
              }
            }
          }
          out[n, y, x, o] = sum
        }
        image = out
      case .deconvolution(let layer):
        let kernel = layer.weights.shape[1]
        var out = Image(
          image.batch, (image.rows - 1) * layer.stride + kernel - 2 * layer.padding,
          (image.columns - 1) * layer.stride + kernel - 2 * layer.padding, layer.outputs)
        forEach(out) { n, y, x, o in out[n, y, x, o] = numbers[1][o] }
        forEach(image) { n, y, x, i in
          for ky in 0..<kernel {
            for kx in 0..<kernel {
              let (ty, tx) = (
                y * layer.stride - layer.padding + ky, x * layer.stride - layer.padding + kx
              )
              guard 0..<out.rows ~= ty, 0..<out.columns ~= tx else { continue }
              for o in 0..<layer.outputs {
                out[n, ty, tx, o] +=
                  image[n, y, x, i]
                  * numbers[0][((i * kernel + ky) * kernel + kx) * layer.outputs + o]
              }
            }
          }
        }
        image = out
      case .activation(let activation):
        image.values = image.values.map { x in
          switch activation {
          case .identity: x
          case .sigmoid: 1 / (1 + exp(-x))
          case .relu: max(0, x)
          case .tanh: Foundation.tanh(x)
          }
        }
      }
    }
    return image
  }

  private static func forEach(_ image: Image, _ body: (Int, Int, Int, Int) -> Void) {
    for n in 0..<image.batch {
      for y in 0..<image.rows {
        for x in 0..<image.columns { for c in 0..<image.channels { body(n, y, x, c) } }
      }
    }
  }

  /// The combined loss by its definition, the transform as a sum over all cells.
  static func combined(
    _ output: Image, _ target: Image, _ weights: (Double, Double, Double) = (1, 1, 1)
  ) -> Double {
    var total = 0.0
    let cells = output.rows * output.columns
    for n in 0..<output.batch {
      let range = n * cells..<(n + 1) * cells
      let known = range.map { !target.values[$0].isNaN }
      let p = zip(range, known).map { $1 ? output.values[$0] : 0 }
      let t = zip(range, known).map { $1 ? target.values[$0] : 0 }
      let count = Double(known.count { $0 })
      let squared = zip(p, t).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / count
      let dot = zip(p, t).reduce(0) { $0 + $1.0 * $1.1 }
      let norms = (p.reduce(0) { $0 + $1 * $1 } * t.reduce(0) { $0 + $1 * $1 }).squareRoot()
      var difference = 0.0
      for v in 0..<output.rows {
        for u in 0..<output.columns {
          func amplitude(_ image: [Double]) -> Double {
            var (real, imaginary) = (0.0, 0.0)
            for y in 0..<output.rows {
              for x in 0..<output.columns {
                let angle =
                  -2 * Double.pi
                  * (Double(v * y) / Double(output.rows) + Double(u * x) / Double(output.columns))
                real += image[y * output.columns + x] * cos(angle)
                imaginary += image[y * output.columns + x] * sin(angle)
              }
            }
            return (real * real + imaginary * imaginary).squareRoot() / Double(cells).squareRoot()
          }
          let error = amplitude(p) - amplitude(t)
          difference += error * error
        }
      }
      total +=
        weights.0 * squared + weights.1 * (norms > 0 ? 1 - dot / norms : 1)
        + weights.2 * difference / Double(cells)
    }
    return total / Double(output.batch)
  }

  /// ½ Σ (output − target)², as the mean over the batch.
  static func halfSquared(_ output: Image, _ target: Image) -> Double {
    zip(output.values, target.values).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      / Double(2 * output.batch)
  }
}
