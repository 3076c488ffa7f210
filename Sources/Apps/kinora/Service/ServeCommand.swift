import ArgumentParser
import CallbackDelivery
import Configuration
import Foundation
import Hummingbird
import Logging
import NIOCore
import PrometheusMetrics
import ServiceLifecycle
import StudioDomain
import StudioServer
import StudioWeb
import StudioWorker

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serve the Kling API, with workers that make what is asked for.",
        discussion: """
            kinora serve
            kinora serve --data /srv/kinora --port 80 --host 0.0.0.0
            kinora serve --database postgres://kinora@db/kinora --workers 0

            The first start prints the keys of an administrator, once. Every setting can stand in kinora.yaml in the data folder, \
            or in the environment as KINORA_PORT and so on; Docs/service.md has them all.
            """)

    @Option(help: "Address to listen on (default: 127.0.0.1).")
    var host: String?

    @Option(help: "Port to listen on (default: 8080).")
    var port: Int?

    @Option(help: "Worker processes to start and watch (default: 1); 0 where `kinora worker` runs elsewhere.")
    var workers: Int?

    @OptionGroup var service: ServiceOptions

    func run() async throws {
        var flags: [AbsoluteConfigKey: ConfigValue] = [:]
        if let host { flags["host"] = ConfigValue(.string(host), isSecret: false) }
        if let port { flags["port"] = ConfigValue(.int(port), isSecret: false) }
        if let workers { flags["workers"] = ConfigValue(.int(workers), isSecret: false) }
        let settings = try await service.settings(flags: flags)
        let logger = ServiceLog.start(settings)
        let stores = try await ServiceStores(settings)
        let parts = try ServerParts(settings, stores: stores)
        if let login = try await FirstStart.run(stores) { login.show() }

        let registry = PrometheusRegistry.ofStudio()
        var application = StudioApplication(parts: parts, logger: logger)
        application.groups.append(StudioPages())
        application.observe(with: registry, accessLog: logger, proxiesInFront: settings.proxies)
        application.limit(settings.limits)
        let server = application.application(
            configuration: ApplicationConfiguration(
                address: .hostname(settings.host, port: settings.port), serverName: "kinora"),
            logger: logger,
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? settings.port
                Terminal.say("Kinora serves http://\(settings.host):\(port)")
            })
        var services: [any Service] = [
            application.events, server,
            Sweeper(studio: stores.studio, assets: parts.assets, logger: logger),
            CallbackSender(
                studio: stores.studio, vault: stores.vault, fetcher: try settings.fetcher(), metrics: registry,
                logger: logger,
                payload: parts.callbackBody),
            JobMetrics(studio: stores.studio, metrics: registry, logger: logger),
        ]
        for _ in 0..<settings.workers {
            services.append(WorkerSupervisor(arguments: workerArguments(settings), logger: logger))
        }
        do {
            try await ServiceGroup.stoppedBySignals(services, logger: logger).run()
        } catch let error as IOError where [EADDRINUSE, EADDRNOTAVAIL, EACCES].contains(error.errnoCode) {
            throw InputError(
                "Cannot listen on \(settings.host), port \(settings.port): \(String(cString: strerror(error.errnoCode)))."
            )
        }
    }

    /// The worker reads the same file and environment; flags are told again.
    private func workerArguments(_ settings: ServiceSettings) -> [String] {
        var arguments = ["worker", "--supervised", "--data", settings.data.path]
        if let file = service.config { arguments += ["--config", file] }
        if let database = service.database { arguments += ["--database", database] }
        return arguments
    }
}

extension FirstStart.Login {
    /// Where they go, a service manager's log may keep them: that is said in the guide.
    fileprivate func show() {
        Terminal.say(
            """
            This is the first start. The login and the keys of the administrator are shown once:
            Name: \(FirstStart.accountName)
            Password: \(password)
            AccessKey: \(accessKey)
            SecretKey: \(secretKey)
            API key: \(apiKey)
            """)
    }
}
