/// Names that Prometheus takes: letters, digits and underscores, no digit first; everything else becomes an underscore.
enum MetricNames {
    /// Of a metric, where colons are allowed, too.
    static func metric(_ text: String) -> String { legal(text) { $0 == UInt8(ascii: ":") } }

    /// Of a label. Names that begin with two underscores are Prometheus' own.
    static func label(_ text: String) -> String {
        var name = legal(text) { _ in false }
        while name.hasPrefix("__") { name.removeFirst() }
        return name
    }

    private static func legal(_ text: String, also: (UInt8) -> Bool) -> String {
        var name = ""
        for (index, byte) in text.utf8.enumerated() {
            let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            let isLetter =
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) || byte == UInt8(ascii: "_") || also(byte)
            if index == 0 && isDigit { name += "_" }
            name.unicodeScalars.append(isDigit || isLetter ? Unicode.Scalar(byte) : "_")
        }
        return name.isEmpty ? "_" : name
    }
}
