internal import Foundation

/// The chance that a standard normal number is at least so far from 0: erfc(|z| / √2).
func twoSidedP(ofZ z: Double) -> Double { erfc(abs(z) / 2.0.squareRoot()) }
