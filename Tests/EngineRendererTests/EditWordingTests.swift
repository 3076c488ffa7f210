import StudioDomain
import Testing

@testable import EngineRenderer

@Suite("Edit wording") struct EditWordingTests {
    @Test(
        "of the API's sentences, the words for what comes are left",
        arguments: [
            (
                OrderTask.Edit.swap, "swap [a blue heart] from <<<image_1>>> for [the car] from <<<video_1>>>",
                "a blue heart"
            ),
            (.swap, "Swap a dog from <<image_1>> for the cat from <<video_1>>.", "a dog"),
            (.swap, "使用<<<image_1>>>中的【小狗】，替换<<<video_1>>>中的【小猫】", "小狗"),
            (.addition, "Using the context of <<<video_1>>>, seamlessly add [a robot] from <<<image_1>>>", "a robot"),
            (
                .addition, "基于<<<video_1>>>中的原始内容，以自然生动的方式，将<<<image_1>>>中的【小狗】，融入<<<video_1>>>的【草地】",
                "小狗，草地"
            ),
            (.removal, "Delete [the red car] from <<<video_1>>>", ""),
            (.removal, "remove the dog from <<<video_1>>>", ""),
            (.removal, "删除<<<video_1>>>中的【小鸡】", ""),
        ])
    func sentences(edit: OrderTask.Edit, prompt: String, words: String) {
        #expect(EditWording(edit: edit).words(of: prompt) == words)
    }

    @Test(
        "other prompts say what the clip shows, and stay as they are",
        arguments: [
            (OrderTask.Edit.swap, "a dog on a meadow"), (.swap, "<<<image_1>>> in place of the cat in <<<video_1>>>"),
            (.addition, "<<<image_1>>> beside the house"), (.addition, "add a dog"), (.removal, "an empty meadow"),
            (.removal, "Delete the dog"), (.removal, "delete from <<<video_1>>>"), (.removal, ""),
            (.swap, "swap  from <<<image_1>>> for x from <<<video_1>>>"),
        ])
    func descriptions(edit: OrderTask.Edit, prompt: String) {
        #expect(EditWording(edit: edit).words(of: prompt) == prompt)
    }
}
