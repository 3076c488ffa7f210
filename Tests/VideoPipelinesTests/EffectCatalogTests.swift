import Foundation
import Testing
import VideoPipelines

@Suite("Effect catalogue") struct EffectCatalogTests {
    private let effects = EffectCatalog.effects

    @Test("there are at least 20 effects, and no two share a scene, a name or a prompt") func unique() {
        #expect(effects.count >= 20)
        #expect(Set(effects.map(\.scene)).count == effects.count)
        #expect(Set(effects.map(\.name)).count == effects.count)
        #expect(Set(effects.map(\.nameZh)).count == effects.count)
        #expect(Set(effects.map(\.prompt)).count == effects.count)
        #expect(Set(effects.map(\.pictures)) == [1, 2])
    }

    @Test("every field of every effect is sane", arguments: EffectCatalog.effects) func fields(effect: Effect) throws {
        #expect(effect.scene.wholeMatch(of: /[a-z0-9]+(_[a-z0-9]+)*/) != nil)
        #expect(effect.name.count <= 40 && effect.name.unicodeScalars.allSatisfy(\.isASCII))
        #expect(effect.nameZh.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) })
        #expect((1...2).contains(effect.pictures))
        #expect([5, 10].contains(effect.seconds))
        #expect((40...200).contains(effect.prompt.count) && !effect.prompt.hasSuffix("."))
        // A prompt that speaks of two people is for two pictures; none refers to inputs by number.
        #expect(!effect.prompt.contains("the two people") || effect.pictures == 2)
        #expect(try PromptReferences(effect.prompt).parts == [.text(effect.prompt)])
        #expect(EffectCatalog.effect(forScene: effect.scene) == effect)
    }

    @Test("a scene that there is not is nil") func noSuchScene() {
        #expect(EffectCatalog.effect(forScene: "") == nil && EffectCatalog.effect(forScene: "Hug") == nil)
    }
}
