import Hummingbird
import StudioAPI
import StudioDomain

/// `GET /v1/catalogue`: which clips can be ordered here and what they cost, so that a price can be told before it is paid.
struct CatalogueRoutes: RouteGroup {
    let parts: ServerParts
    let access = RouteAccess.closed(.keysAndTokens)

    func add(to router: some RouterMethods<StudioRequestContext>) {
        router.get("v1/catalogue") { [parts] _, context in try Answers.success(parts.catalogue, context) }
    }
}

extension ServerParts {
    fileprivate var catalogue: CatalogueView {
        let limits = settings.pictures
        return CatalogueView(
            pictures: CatalogueView.Pictures(
                mostBytes: limits.mostBytes, leastSide: limits.leastSide, mostSide: limits.mostSide)
        ) { model, mode, seconds in
            prices.price(
                ofVideo: Tariff(model: model, tier: Tariff.Tier(mode)), milliseconds: Int64(seconds) * 1000
            )?.description
        }
    }
}
