import ArgumentParser
import Foundation
import Logging
import ServiceLifecycle
import StudioDomain
import StudioWorker
import VideoEngine

struct WorkerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker", abstract: "Make what is asked of the service, on this machine.",
        discussion: """
            kinora worker
            kinora worker --database postgres://kinora@db/kinora

            Takes jobs of the models that are installed here, one at a time. Any number of workers on any machines may work for one \
            service, each with the same settings and the same key file. Ctrl-C gives back what is not finished.
            """)

    @Flag(help: .hidden)
    var supervised = false

    @OptionGroup var service: ServiceOptions

    func run() async throws {
        let settings = try await service.settings()
        let logger = ServiceLog.start(settings)
        let stores = try await ServiceStores(settings)
        let worker = Worker(
            id: WorkerID("\(ProcessInfo.processInfo.hostName)-\(getpid())-\(UUID().uuidString.prefix(8))"),
            studio: stores.studio, assets: try settings.assets.store(), fetcher: try settings.fetcher(),
            renderer: try settings.renderer(), selector: SelectorProcess(patience: .seconds(600)),
            workplace: FileManager.default.temporaryDirectory.appending(path: "kinora-work"),
            freeMemory: { ProcessMemory.now().availableBytes }, logger: logger)
        let services: [any Service] = supervised ? [worker, ParentWatch()] : [worker]
        try await ServiceGroup.stoppedBySignals(services, logger: logger).run()
    }
}

extension ServiceGroup {
    /// SIGTERM and SIGINT let every service finish or give back what it is at; when one ends, so do the others.
    static func stoppedBySignals(_ services: [any Service], logger: Logger) -> ServiceGroup {
        ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: services.map {
                    .init(
                        service: $0, successTerminationBehavior: .gracefullyShutdownGroup,
                        failureTerminationBehavior: .gracefullyShutdownGroup)
                },
                gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
    }
}
