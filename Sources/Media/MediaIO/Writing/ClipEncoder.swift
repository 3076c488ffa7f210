/// One kind of output being written to a place nobody looks at yet.
///
/// Every picture has the clip's size. After an error nothing more is called. Files are closed when it is released.
protocol ClipEncoder: AnyObject {
    func append(_ picture: Picture) throws
    /// Called once, after at least one picture; the output is complete when it returns.
    func finish() throws
}

/// What an encoder is told about the clip.
struct ClipOutput {
    /// Where to write. The folder around it belongs to the encoder and is removed afterwards.
    let path: String
    /// The name to use in errors.
    let name: String
    let width: Int
    let height: Int
    let frameRate: FrameRate
    /// Nothing for what no model made.
    let metadata: ClipMetadata?
    let threads: Int
}
