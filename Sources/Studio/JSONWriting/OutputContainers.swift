/// A value that is one number, text, flag or another value. The generic methods stand for one of each type.
struct SingleOutput: SingleValueEncodingContainer {
    let output: JSONOutput
    var codingPath: [any CodingKey] { [] }

    func encodeNil() { output.text.append(raw: "null") }
    func encode(_ value: Bool) { output.text.append(value) }
    func encode(_ value: String) { output.text.append(value) }
    func encode(_ value: Double) throws { try output.text.append(value) }
    func encode(_ value: Float) throws { try output.text.append(value) }
    func encode<Number: FixedWidthInteger & Encodable>(_ value: Number) { output.text.append(value) }
    func encode<Value: Encodable>(_ value: Value) throws { try output.append(value: value) }
}

/// Values of an array.
struct UnkeyedOutput: UnkeyedEncodingContainer {
    let output: JSONOutput
    let container: JSONText.Container
    private(set) var count = 0
    var codingPath: [any CodingKey] { [] }

    private mutating func next() -> SingleOutput {
        output.text.next(in: container)
        count += 1
        return SingleOutput(output: output)
    }

    mutating func encodeNil() { next().encodeNil() }
    mutating func encode(_ value: Bool) { next().encode(value) }
    mutating func encode(_ value: String) { next().encode(value) }
    mutating func encode(_ value: Double) throws { try next().encode(value) }
    mutating func encode(_ value: Float) throws { try next().encode(value) }
    mutating func encode<Number: FixedWidthInteger & Encodable>(_ value: Number) { next().encode(value) }
    mutating func encode<Value: Encodable>(_ value: Value) throws { try next().encode(value) }

    mutating func nestedContainer<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        superEncoder().container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { superEncoder().unkeyedContainer() }

    mutating func superEncoder() -> any Encoder {
        _ = next()
        return OutputEncoder(output: output)
    }
}

/// Fields of an object.
struct KeyedOutput<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let output: JSONOutput
    let container: JSONText.Container
    var codingPath: [any CodingKey] { [] }

    private func field(_ key: some CodingKey) -> SingleOutput {
        output.text.next(in: container, key: key.stringValue)
        return SingleOutput(output: output)
    }

    func encodeNil(forKey key: Key) { field(key).encodeNil() }
    func encode(_ value: Bool, forKey key: Key) { field(key).encode(value) }
    func encode(_ value: String, forKey key: Key) { field(key).encode(value) }
    func encode(_ value: Double, forKey key: Key) throws { try field(key).encode(value) }
    func encode(_ value: Float, forKey key: Key) throws { try field(key).encode(value) }
    func encode<Number: FixedWidthInteger & Encodable>(_ value: Number, forKey key: Key) { field(key).encode(value) }
    func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws { try field(key).encode(value) }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        superEncoder(forKey: key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        superEncoder(forKey: key).unkeyedContainer()
    }

    func superEncoder() -> any Encoder {
        _ = field(SuperKey())
        return OutputEncoder(output: output)
    }

    func superEncoder(forKey key: Key) -> any Encoder {
        _ = field(key)
        return OutputEncoder(output: output)
    }
}

/// Where a subclass leaves what its superclass encodes.
private struct SuperKey: CodingKey {
    let stringValue = "super"
    let intValue: Int? = nil

    init() {}
    init?(stringValue: String) { return nil }
    init?(intValue: Int) { return nil }
}
