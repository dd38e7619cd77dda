/// The version of Gridcast.
package let gridcastVersion = "0.1.0"
