public import ArgumentParser
import GridcastAnalyse
import GridcastBase
import GridcastBin
import GridcastDraw
import GridcastFetch
import GridcastForecast
import GridcastJobs
import GridcastWrite
import Neural

extension Amap.Generation: ExpressibleByArgument {}
extension Baidu.Generation: ExpressibleByArgument {}
extension PlaceRecords.Origin: ExpressibleByArgument {}
extension CellRule: ExpressibleByArgument {}
extension Resampling: ExpressibleByArgument {}
extension StyleFiles: ExpressibleByArgument {}
extension Measure: ExpressibleByArgument {}
extension Folds.Kind: ExpressibleByArgument {}
extension DensityScaling.Kind: ExpressibleByArgument {}
extension YearsPrediction: ExpressibleByArgument {}
extension CountTransform: ExpressibleByArgument {}
extension Sweep.Stage: ExpressibleByArgument {}
extension WayBack.Kind: ExpressibleByArgument {}
extension RateDecay: ExpressibleByArgument {}
extension Activation: ExpressibleByArgument {}
extension ColorRamp: ExpressibleByArgument {}
extension CorrelationMatrix.Method: ExpressibleByArgument {}
extension Paper.Size: ExpressibleByArgument {
  /// The size by its name, in whatever letters.
  public init?(argument: String) { self.init(rawValue: argument.uppercased()) }
}
extension PValues.Correction: ExpressibleByArgument {}
