import MediaIO
import ObjectSelection
import StudioDomain

extension SelectionFrame {
    init(_ picture: Picture) { self.init(width: picture.width, height: picture.height, bytes: picture.bytes) }
}

extension SelectionPoint {
    init(_ point: MarkedPoint) throws(SelectionError) { try self.init(x: point.x, y: point.y) }
}

extension Picture {
    /// White on what is selected, black elsewhere.
    init(_ mask: ObjectMask) {
        self.init(width: mask.width, height: mask.height, bytes: mask.bytes.flatMap { [$0, $0, $0] })
    }
}
