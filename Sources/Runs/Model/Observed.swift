/// What one response says of a field: nothing, that it is null, or a value.
package enum Observed<Value: Hashable & Sendable>: Hashable, Sendable {
    /// The response has no such field.
    case unsaid
    /// The response says that there is no value.
    case null
    /// The response gives a value.
    case value(Value)

    /// Takes a value, or reads nil as a spoken null.
    package init(orNull value: Value?) { self = value.map(Observed.value) ?? .null }

    /// Takes a value, or reads nil as nothing said.
    package init(orUnsaid value: Value?) { self = value.map(Observed.value) ?? .unsaid }
}
