extension ObjectMask {
    /// The frame with the object half blue and a white edge around it.
    /// - Parameter bytes: red, green, blue of each pixel, 0...255, of a frame as large as the mask.
    public func shown(on bytes: [UInt8]) -> [UInt8] {
        precondition(bytes.count == width * height * 3)
        let blue: [UInt8] = [30, 120, 255]
        var bytes = bytes
        for y in 0..<height {
            for x in 0..<width where contains(x: x, y: y) {
                let isEdge =
                    x == 0 || y == 0 || x == width - 1 || y == height - 1 || !contains(x: x - 1, y: y)
                    || !contains(x: x + 1, y: y) || !contains(x: x, y: y - 1) || !contains(x: x, y: y + 1)
                let start = (y * width + x) * 3
                for channel in 0..<3 {
                    bytes[start + channel] =
                        isEdge ? 255 : UInt8((Int(bytes[start + channel]) + Int(blue[channel])) / 2)
                }
            }
        }
        return bytes
    }
}
