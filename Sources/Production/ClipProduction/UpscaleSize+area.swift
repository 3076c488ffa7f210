import MediaIO
import VideoPipelines

extension UpscaleSize {
    /// As many pixels as a square has, in the shape of a picture.
    public static func area(ofSquare side: Int, width: Int, height: Int) -> UpscaleSize {
        let size = PictureShape(width: Double(width), height: Double(height)).size(area: side * side, multiple: 2)
        return .within(width: size.width, height: size.height)
    }
}
