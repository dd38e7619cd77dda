internal import Foundation

/// The two-sided p-value of a standard normal number: erfc(|z| / √2).
func twoSidedP(ofZ z: Double) -> Double { erfc(abs(z) / 2.0.squareRoot()) }
