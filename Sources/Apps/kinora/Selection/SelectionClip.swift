import Foundation
import MediaIO
import ObjectSelection

/// A clip that is read for selecting: what the selector needs of each frame, and when it is shown.
struct SelectionClip {
    let url: URL
    private(set) var selector: ClipSelector
    /// Of each frame; empty for stills and folders, which have no times.
    private var seconds: [Double] = []

    init(_ url: URL, progress: ProgressDisplay) throws {
        self.url = url
        let reader = try ClipReader(url)
        guard let first = try reader.next() else { throw MediaError.noPictures(name: url.lastPathComponent) }
        selector = ClipSelector(width: first.picture.width, height: first.picture.height)
        progress.showReading()
        try append(first)
        while let frame = try reader.next() {
            try Task.checkCancellation()
            try append(frame)
        }
    }

    private mutating func append(_ frame: ClipFrame) throws {
        let picture = frame.picture
        try selector.append(SelectionFrame(width: picture.width, height: picture.height, bytes: picture.bytes))
        if let time = frame.seconds { seconds.append(time) }
    }

    /// The frame that is shown at a time.
    func frame(at time: Double) throws(InputError) -> Int {
        guard seconds.count == selector.frameCount, let last = seconds.last else {
            throw InputError("These pictures have no times; name the frame instead, such as @12f.")
        }
        // The last frame is shown about as long as the one before.
        let end = last + (seconds.count > 1 ? last - seconds[seconds.count - 2] : 1)
        guard time < end else {
            throw InputError("The time \(time) s is after the clip's end at \((end * 100).rounded() / 100) s.")
        }
        // Times are stored with rounding; a thousandth of a second early is still meant.
        return seconds.lastIndex { $0 <= time + 0.001 } ?? 0
    }

    /// What a clip made of it runs at.
    var framesPerSecond: FrameRate {
        let duration = (seconds.last ?? 0) - (seconds.first ?? 0)
        let rate = duration > 0 ? Double(seconds.count - 1) / duration : 16
        return FrameRate((rate * 1000).rounded() / 1000) ?? FrameRate(16)
    }
}
