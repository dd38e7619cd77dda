// Networks are initialised and trained with a generator that both libraries use.
@_exported public import struct GridcastBase.RandomNumbers
