import Testing

@testable import VideoPipelines

@Suite("DraftPlan") struct DraftPlanTests {
    @Test("two steps of five, a quarter of them small", arguments: [(50, 20, 5), (20, 8, 2), (4, 2, 0), (1, 1, 0)])
    func steps(full: Int, steps: Int, small: Int) {
        let plan = DraftPlan(fullSteps: full)
        #expect(plan.steps == steps && plan.smallSteps == small)
    }

    @Test("half a latent is whole patches")
    func smallSize() {
        #expect(DraftPlan.smallSize(of: [16, 5, 60, 104], patch: [1, 2, 2]) == (30, 52))
        #expect(DraftPlan.smallSize(of: [16, 5, 22, 6], patch: [1, 2, 2]) == (12, 4))
        #expect(DraftPlan.smallSize(of: [16, 5, 2, 2], patch: [1, 2, 2]) == (2, 2))
    }
}
