import AsyncHTTPClient
import Foundation
import NIOCore
import StudioDomain

extension GuardedFetcher: InputFetcher {
    public func fetch(_ url: URL, to file: URL, mostBytes: Int) async throws {
        do {
            try await withTimeLimit(settings.totalTime) { try await download(url, to: file, mostBytes: mostBytes) }
        } catch let refusal as FetchRefusal {
            try? FileManager.default.removeItem(at: file)
            throw RenderFailure(refusal.description)
        } catch {
            try? FileManager.default.removeItem(at: file)
            throw error
        }
    }

    private func download(_ url: URL, to file: URL, mostBytes: Int) async throws {
        var address = try WebAddress(url)
        for _ in 0...settings.mostRedirects {
            let location: String? = try await exchange(address) { _ in
            } _: { answer in
                if let location = answer.redirect { return location }
                try await keep(answer, in: file, mostBytes: mostBytes)
                return nil
            }
            guard let location else { return }
            address = try address.following(location)
        }
        throw FetchRefusal.tooManyRedirects
    }

    private func keep(_ answer: HTTPClientResponse, in file: URL, mostBytes: Int) async throws {
        guard (200...299).contains(answer.status.code) else { throw FetchRefusal.status(Int(answer.status.code)) }
        let codings = answer.headers[canonicalForm: "Content-Encoding"]
        guard codings.allSatisfy({ $0.lowercased() == "identity" }) else { throw FetchRefusal.compressed }
        if let told = answer.headers.first(name: "Content-Length").flatMap({ Int($0) }), told > mostBytes {
            throw FetchRefusal.tooLarge(mostBytes: mostBytes)
        }
        let handle = try locally {
            guard FileManager.default.createFile(atPath: file.path, contents: nil) else {
                throw CocoaError(.fileWriteUnknown)
            }
            return try FileHandle(forWritingTo: file)
        }
        defer { try? handle.close() }
        var left = mostBytes
        for try await part in answer.body {
            left -= part.readableBytes
            guard left >= 0 else { throw FetchRefusal.tooLarge(mostBytes: mostBytes) }
            try locally { try handle.write(contentsOf: Data(part.readableBytesView)) }
        }
    }

    private func locally<Result>(_ work: () throws -> Result) throws -> Result {
        do { return try work() } catch { throw LocalProblem(error: error) }
    }
}

extension HTTPClientResponse {
    /// Where it says that the answer is instead.
    fileprivate var redirect: String? {
        [301, 302, 303, 307, 308].contains(status.code) ? headers.first(name: "Location") : nil
    }
}
