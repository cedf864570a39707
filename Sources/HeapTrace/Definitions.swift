/// A type of the log, as its `type` record defines it.
package struct TypeDefinition: Equatable, Sendable {
  /// The collector's view of the objects of a type.
  package enum Kind: String, CaseIterable, Sendable {
    /// A type with Py_TPFLAGS_HAVE_GC.
    case container
    /// A container that the collector untracks by CPython's rule for exact tuples.
    case tuple
    /// A container that the collector untracks by CPython's rule for exact dicts.
    case dict
    /// A weak reference, itself a container.
    case weakref
    /// No GC header: the collector never counts, tracks or examines the objects.
    case atomic
  }

  /// The log's number of the type, 1 ... 2^31-1.
  package var number: Int32
  /// The type's name with the log's escapes resolved. Several types may have one name.
  package var name: String
  package var kind: Kind
  /// Whether the type has tp_finalize (`__del__`).
  package var hasFinalizer: Bool
  /// Whether the type has tp_del. The collector never frees its objects as part of a cycle.
  package var isLegacy: Bool
  /// The most deallocated objects of the type on its free list; nil for a type without a free list.
  package var freeListLimit: Int32?

  package init(
    number: Int32,
    name: String,
    kind: Kind = .container,
    hasFinalizer: Bool = false,
    isLegacy: Bool = false,
    freeListLimit: Int32? = nil
  ) {
    self.number = number
    self.name = name
    self.kind = kind
    self.hasFinalizer = hasFinalizer
    self.isLegacy = isLegacy
    self.freeListLimit = freeListLimit
  }
}

/// An allocation site of the log, as its `site` record defines it.
package struct SiteDefinition: Equatable, Sendable {
  /// The log's number of the site, 1 ... 2^31-1.
  package var number: Int32
  package var file: String
  package var line: Int64
  package var function: String

  package init(number: Int32, file: String, line: Int64, function: String) {
    self.number = number
    self.file = file
    self.line = line
    self.function = function
  }
}

/// A name that references go by, as its `name` record defines it: an attribute, a key, a variable or a slot.
package struct NameDefinition: Equatable, Sendable {
  /// The log's number of the name, 1 ... 2^31-1.
  package var number: Int32
  package var text: String

  package init(number: Int32, text: String) {
    self.number = number
    self.text = text
  }
}

/// A `meta` record: a fact about the recording.
package struct MetadataEntry: Equatable, Sendable {
  package var key: String
  package var text: String

  package init(key: String, text: String) {
    self.key = key
    self.text = text
  }
}
