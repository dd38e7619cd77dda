/// The version of Gridcast.
public let gridcastVersion = "0.1.0"
