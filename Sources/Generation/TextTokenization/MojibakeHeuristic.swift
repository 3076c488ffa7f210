/// Tells text in which UTF-8 was read in an old encoding by characters that hardly ever stand side by side.
///
/// Source: `BADNESS_RE` in badness.py of ftfy 6.3.1 (Speer 2019; Apache License 2.0), alternative by alternative.
enum MojibakeHeuristic {
    static func looksDamaged(_ text: [Unicode.Scalar]) -> Bool {
        // At the start of the text a lone capital is enough.
        if text.count > 1, text[0] == "Â" || text[0] == "Ã", text[1] == " " { return true }
        return unlikely.matches(anywhereIn: text)
    }

    private typealias Class = MojibakeClass

    private static let unlikely = SequencePattern<Unicode.Scalar>(
        (general + specific).map { sets in sets.map { set in { set.contains($0) } } })

    /// Kinds of characters that do not follow one another in words of any language.
    private static let general: [[ScalarSet]] = {
        let accented = Class.lowerAccented | Class.upperAccented
        let marks = Class.startPunctuation | Class.endPunctuation
        return [
            [Class.c1],
            [Class.bad | accented | Class.box | marks | Class.currency | Class.numeric | Class.law, Class.bad],
            [ScalarSet("a-zA-Z"), Class.lowerCommon | Class.upperCommon, Class.bad],
            [Class.bad, accented | Class.box | marks | Class.currency | Class.numeric | Class.law],
            [
                Class.lowerAccented | Class.lowerCommon | Class.box | Class.endPunctuation | Class.currency
                    | Class.numeric, Class.upperAccented,
            ],
            [Class.box | Class.endPunctuation | Class.currency | Class.numeric, Class.lowerAccented],
            [Class.lowerAccented | Class.box | Class.endPunctuation, Class.currency],
            [.whiteSpace, Class.upperAccented, Class.currency],
            [Class.upperAccented | Class.box, Class.numeric | Class.law],
            [accented | Class.box | Class.currency | Class.endPunctuation, Class.startPunctuation, Class.numeric],
            [
                accented | Class.currency | Class.numeric | Class.box | Class.law, Class.endPunctuation,
                Class.startPunctuation,
            ],
            [Class.currency | Class.numeric | Class.box, Class.startPunctuation],
            [ScalarSet("a-z"), Class.upperAccented, Class.startPunctuation | Class.currency],
            [Class.box, Class.kaomoji],
            [accented | Class.currency | Class.numeric | marks | Class.law, Class.box],
            [Class.box, Class.endPunctuation],
            [accented, marks, .word],
        ]
    }()

    /// Pairs and triples known from one encoding or another.
    private static let specific: [[ScalarSet]] = {
        let marks = Class.startPunctuation | Class.endPunctuation
        let arabic =
            Class.common | Class.currency | Class.bad | Class.numeric | Class.startPunctuation
            | ScalarSet("ŸŠ®°µ»")
        let cyrillic = ScalarSet("ВГРС")
        let greek = ScalarSet("ΒΓΞΟ")
        let aHat = ScalarSet("Â")
        let aHatOrTilde = ScalarSet("ÂÃ")
        let space = ScalarSet(" ")
        return [
            [ScalarSet("Œœ"), ScalarSet { !ScalarSet("A-Za-z").contains($0) }],
            [Class.upperAccented, ScalarSet("°")],
            [
                ScalarSet("ÂÃÎÐ"),
                ScalarSet("€œŠš¢£Ÿž\u{A0}\u{AD}®©°·»")
                    | marks | ScalarSet("–—´"),
            ],
            [ScalarSet("×"), ScalarSet("²³")],
            [ScalarSet("ØÙ"), arabic, ScalarSet("ØÙ"), arabic],
            [ScalarSet("à"), ScalarSet("²µ¹¼½¾")],
            // Mac Roman
            [
                ScalarSet("√"),
                ScalarSet("±∂†≠®™´≤≥¥µø"),
            ],
            [ScalarSet("≈"), ScalarSet("°¢")],
            [
                ScalarSet("‚"), ScalarSet("Ä"),
                ScalarSet("ìîïòôúùû†°¢π"),
            ],
            [ScalarSet("‚"), ScalarSet("âó"), ScalarSet("àä°ê")],
            // Windows-1251
            [ScalarSet("в"), ScalarSet("Ђ")],
            [cyrillic, Class.c1 | Class.bad | marks | Class.currency | ScalarSet("°µ"), cyrillic],
            [
                ScalarSet("Г"), ScalarSet("ў"), ScalarSet("В"), ScalarSet("Ђ"),
                ScalarSet("В"), ScalarSet { $0 != "\n" }, ScalarSet("A-Za-z "),
            ],
            // Windows-1252
            [ScalarSet("Ã"), ScalarSet("\u{A0}¡")],
            [ScalarSet("a-z"), aHatOrTilde, space],
            [ScalarSet("a-z"), .whiteSpace, aHatOrTilde, space],
            [ScalarSet("a-z.,?!") | Class.endPunctuation, aHat, space | marks],
            // Windows-1253
            [ScalarSet("β"), ScalarSet("€"), ScalarSet("™\u{A0}Ά\u{AD}®°")],
            [greek, Class.c1 | Class.bad | marks | Class.currency | ScalarSet("°"), greek],
            // Windows-1257
            [ScalarSet("ā"), ScalarSet("€")],
        ]
    }()
}
