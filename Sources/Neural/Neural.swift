// The generator that networks are made and trained with belongs to both libraries.
@_exported public import struct GridcastBase.RandomNumbers
