import ClipProduction
import Foundation
import MediaIO
import StudioDomain
import VideoPipelines

extension OrderAssembly {
    /// A clip from words, frames that are given, and subjects.
    func newClip() throws -> Assembly {
        // Of a clip that is to be followed, the model is shown the first picture.
        let clips = try files(as: .clip).map { try InputPicture(firstOf: $0) }
        if !clips.isEmpty { try model.settings.require(.references) }
        return try newClip(
            first: picture(as: .firstFrame), last: picture(as: .lastFrame), references: references() + clips,
            prompt: prompt())
    }

    private func newClip(
        first: Picture?, last: Picture?, references: [InputPicture], prompt: String
    ) throws -> Assembly {
        let task: VideoTask =
            switch (first, last) {
            case (nil, nil): references.isEmpty ? .textToVideo : .references
            case (_?, nil): .imageToVideo
            case (nil, _?): .keyframes
            case (_?, _?): .firstLastFrame
            }
        try model.settings.require(task)
        let size = layout.size(of: first ?? last)
        var request = try layout.request(
            prompt: prompt, width: size.width, height: size.height, frames: layout.frames)
        for (frame, picture) in [(0, first), (request.frames - 1, last)] {
            guard let picture else { continue }
            request.keyframes.append(
                Keyframe(
                    frame: frame,
                    picture: try InputPicture(picture.fitted(width: size.width, height: size.height, by: .cover))))
        }
        request.control.references = references
        return Assembly(
            clip: try .beginning(request, window: layout.window, settings: model.settings), request: request,
            task: task, framesPerSecond: Double(model.defaults.fps), frames: request.frames,
            resolution: order.resolution)
    }

    /// A scene, whose first frame is made of the pictures that are given.
    func effect(_ scene: String) throws -> Assembly {
        guard let effect = EffectCatalog.effect(forScene: scene) else {
            throw RenderFailure("There is no effect of that name.")
        }
        let pictures = try inputs.map { try ClipReader.firstPicture(of: $0) }
        guard pictures.count == effect.pictures else {
            throw RenderFailure(
                "This effect needs \(effect.pictures == 1 ? "1 picture" : "\(effect.pictures) pictures"), "
                    + "but \(pictures.count) came.")
        }
        let first = try pictures.dropFirst().reduce(pictures[0]) { try $0.beside($1) }
        var order = order
        order.seconds = order.seconds ?? Double(effect.seconds)
        return try OrderAssembly(order: order, inputs: inputs, model: model).newClip(
            first: first, last: nil, references: [],
            prompt: [effect.prompt, prompt()].filter { !$0.isEmpty }.joined(separator: ", "))
    }

    /// A clip in which regions of its first frame move along paths. It is made at once, however long.
    func movingClip() throws -> Assembly {
        let image = try ClipReader.firstPicture(of: only(.firstFrame))
        let size = GivenClip.workingSize(of: image, for: model)
        let request = try layout.request(
            prompt: prompt(), width: size.width, height: size.height, frames: layout.frames)
        try model.sizeRules.check(request)
        let brush = try brush(image: image, width: size.width, height: size.height)
        let first = try InputPicture(image.fitted(width: size.width, height: size.height, by: .cover))
        return Assembly(
            clip: try .moving(
                request, image: first, brush: brush, by: model.defaults.motion, settings: model.settings),
            request: request, task: .motionBrush, framesPerSecond: Double(model.defaults.fps), frames: request.frames,
            resolution: order.resolution)
    }

    /// Masks and paths, brought to the clip's size as its first frame is.
    private func brush(image: Picture, width: Int, height: Int) throws -> MotionBrush {
        func mask(_ file: URL) throws -> InputPicture {
            let mask = try ClipReader.firstPicture(of: file, over: .black)
            guard (mask.width, mask.height) == (image.width, image.height) else {
                throw RenderFailure(
                    "A mask is \(mask.width)x\(mask.height), but the picture \(image.width)x\(image.height).")
            }
            return try InputPicture(mask.fitted(width: width, height: height, by: .cover, sampling: .nearest))
        }
        let scale = max(Double(width) / Double(image.width), Double(height) / Double(image.height))
        // What stands out is cut off equally on both sides.
        let (left, bottom) = (
            (Double(image.width) * scale - Double(width)) / 2, (Double(image.height) * scale - Double(height)) / 2
        )
        let strokes = try zip(order.inputs, inputs).filter { $0.0.role == .movingRegion }.map { input, file in
            MotionBrush.Stroke(
                region: try mask(file),
                path: input.path.map { .init(x: $0.x * scale - left, y: $0.y * scale - bottom) })
        }
        return try MotionBrush(strokes: strokes, still: files(as: .staticRegion).first.map { try mask($0) })
    }

    /// A picture from words, subjects, or another picture.
    /// - Parameter strength: 0...1, how far to go from that.
    func newPicture(from file: URL?, strength: Double) throws -> Assembly {
        let task: VideoTask =
            file != nil ? .imageToImage : order.inputs(as: .reference).isEmpty ? .textToImage : .references
        try model.settings.require(task)
        let given = try file.map { try ClipReader.firstPicture(of: $0) }
        let size = layout.size(of: given)
        var request = try layout.request(prompt: prompt(), width: size.width, height: size.height, frames: 1)
        if let given {
            let picture = try given.fitted(width: size.width, height: size.height, by: .cover)
            request.guide = ClipGuide(video: [InputPicture(picture)], strength: Float(strength))
        }
        request.control.references = try references()
        return Assembly(
            clip: try .beginning(request, window: 1, settings: model.settings), request: request, task: task,
            framesPerSecond: 1, frames: 1, resolution: order.resolution)
    }
}

extension Picture {
    /// This picture and another one on its right, which is fitted to its size.
    func beside(_ other: Picture) throws -> Picture {
        let other = try other.fitted(width: width, height: height, by: .cover)
        var joined: [UInt8] = []
        joined.reserveCapacity(bytes.count * 2)
        for row in 0..<height {
            joined += bytes[row * width * 3..<(row + 1) * width * 3]
            joined += other.bytes[row * width * 3..<(row + 1) * width * 3]
        }
        return Picture(width: width * 2, height: height, bytes: joined)
    }
}
