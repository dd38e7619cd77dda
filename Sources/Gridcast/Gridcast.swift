// The public face of Gridcast: the values that the stages exchange, and the few types of this
// target, each of which does the work of a command.
@_exported public import struct GridcastBase.Box
@_exported public import struct GridcastBase.CoordinateSystem
@_exported public import struct GridcastBase.Grid
@_exported public import struct GridcastBase.GridcastError
@_exported public import struct GridcastBase.Point
@_exported public import struct GridcastBase.Raster
