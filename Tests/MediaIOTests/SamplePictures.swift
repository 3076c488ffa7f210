import Foundation

/// Small pictures of kinds that Kinora does not write, made with Pillow 13.
enum SamplePictures {
    /// 2x1, 16 bits a channel: (0xFFFF, 0x8000, 0x0000) and (0x0101, 0x7F7F, 0x00FF).
    static let rgb16PNG = decoded(
        """
        iVBORw0KGgoAAAANSUhEUgAAAAIAAAABEAIAAAAr0DSeAAAAFUlEQVR42mP4/7+BgYGBkbG+nuE/ACB5BH6GZq5mAAAAAElFTkSu\
        QmCC
        """)

    /// 3x1, 16-bit gray: 0x0000, 0x8080, 0xFFFF.
    static let gray16PNG = decoded(
        """
        iVBORw0KGgoAAAANSUhEUgAAAAMAAAABEAAAAABuG5crAAAAD0lEQVR42mNgYGho+P8fAAaEAv//G2LxAAAAAElFTkSuQmCC
        """)

    /// 4x1, 8-bit gray: 0, 1, 128, 255.
    static let gray8PNG = decoded(
        """
        iVBORw0KGgoAAAANSUhEUgAAAAQAAAABCAAAAADcV1ARAAAADUlEQVR42mNgYGz4DwACBwGBXVhmFQAAAABJRU5ErkJggg==
        """)

    /// 8x1, 1-bit: black and white in turn, black first.
    static let bilevelPNG = decoded(
        """
        iVBORw0KGgoAAAANSUhEUgAAAAgAAAABAQAAAADLe9LuAAAACklEQVR42mMIBQAAVwBWkstlwQAAAABJRU5ErkJggg==
        """)

    /// 3x1, RGBA: opaque (200, 100, 50), half (alpha 128) white, clear white.
    static let rgbaPNG = decoded(
        """
        iVBORw0KGgoAAAANSUhEUgAAAAMAAAABCAYAAAAb4BS0AAAAEklEQVR42mM4kWL0HwgagJgBADkGCNgJYhuhAAAAAElFTkSuQmCC
        """)

    /// 2x1, palette: (10, 20, 30), and (40, 50, 60) with alpha 0.
    static let palettePNG = decoded(
        """
        iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAMAAADD/I+4AAAABlBMVEUKFB4oMjzVG7TpAAAAAnRSTlP/AOW3MEoAAAALSURBVHja\
        Y2BgBAAABAACLN5IrQAAAABJRU5ErkJggg==
        """)

    /// 32x16 stored, red on the left and blue on the right; EXIF orientation 6: to be shown 16x32, red on top.
    static let turnedJPEG = decoded(
        """
        /9j/4AAQSkZJRgABAQAAAQABAAD/4QAiRXhpZgAATU0AKgAAAAgAAQESAAMAAAABAAYAAAAAAAD/2wBDAAYEBQYFBAYGBQYHBwYI\
        ChAKCgkJChQODwwQFxQYGBcUFhYaHSUfGhsjHBYWICwgIyYnKSopGR8tMC0oMCUoKSj/2wBDAQcHBwoIChMKChMoGhYaKCgoKCgo\
        KCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCj/wAARCAAQACADAREAAhEBAxEB/8QAHwAAAQUBAQEB\
        AQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAk\
        M2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKj\
        pKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/8QAHwEAAwEBAQEBAQEBAQAAAAAA\
        AAECAwQFBgcICQoL/8QAtREAAgECBAQDBAcFBAQAAQJ3AAECAxEEBSExBhJBUQdhcRMiMoEIFEKRobHBCSMzUvAVYnLRChYkNOEl\
        8RcYGRomJygpKjU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6goOEhYaHiImKkpOUlZaXmJmaoqOkpaanqKmq\
        srO0tba3uLm6wsPExcbHyMnK0tPU1dbX2Nna4uPk5ebn6Onq8vP09fb3+Pn6/9oADAMBAAIRAxEAPwDiq8A/WwoAx6/cj8MCgDYr\
        8NP3MKAMev3I/DAoA//Z
        """)

    /// 32x16, gray 88 on the left and 70 on the right.
    static let grayJPEG = decoded(
        """
        /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMU\
        FRUVDA8XGBYUGBIUFRT/wAALCAAQACABAREA/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUF\
        BAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVW\
        V1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi\
        4+Tl5ufo6erx8vP09fb3+Pn6/9oACAEBAAA/APFKK4+iuworj6K//9k=
        """)

    /// 16x16, CMYK: full magenta and yellow, which is red.
    static let cmykJPEG = decoded(
        """
        /9j/7gAOQWRvYmUAZAAAAAAA/9sAQwADAgIDAgIDAwMDBAMDBAUIBQUEBAUKBwcGCAwKDAwLCgsLDQ4SEA0OEQ4LCxAWEBETFBUV\
        FQwPFxgWFBgSFBUU/8AAFAgAEAAQBEMRAE0RAFkRAEsRAP/EAB8AAAEFAQEBAQEBAAAAAAAAAAABAgMEBQYHCAkKC//EALUQAAIB\
        AwMCBAMFBQQEAAABfQECAwAEEQUSITFBBhNRYQcicRQygZGhCCNCscEVUtHwJDNicoIJChYXGBkaJSYnKCkqNDU2Nzg5OkNERUZH\
        SElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6g4SFhoeIiYqSk5SVlpeYmZqio6Slpqeoqaqys7S1tre4ubrCw8TFxsfIycrS09TV\
        1tfY2drh4uPk5ebn6Onq8fLz9PX29/j5+v/aAA4EQwBNAFkASwAAPwD9U6/Kqvyqr9U6KKKKKKKKKKKK/9k=
        """)

    /// 16x16 of (200, 120, 30).
    static let flatJPEG = decoded(
        """
        /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAIBAQEBAQIBAQECAgICAgQDAgICAgUEBAMEBgUGBgYFBgYGBwkIBgcJBwYGCAsICQoK\
        CgoKBggLDAsKDAkKCgr/2wBDAQICAgICAgUDAwUKBwYHCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoK\
        CgoKCgoKCgr/wAARCAAQABADASIAAhEBAxEB/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUF\
        BAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVW\
        V1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi\
        4+Tl5ufo6erx8vP09fb3+Pn6/8QAHwEAAwEBAQEBAQEBAQAAAAAAAAECAwQFBgcICQoL/8QAtREAAgECBAQDBAcFBAQAAQJ3AAEC\
        AxEEBSExBhJBUQdhcRMiMoEIFEKRobHBCSMzUvAVYnLRChYkNOEl8RcYGRomJygpKjU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVm\
        Z2hpanN0dXZ3eHl6goOEhYaHiImKkpOUlZaXmJmaoqOkpaanqKmqsrO0tba3uLm6wsPExcbHyMnK0tPU1dbX2Nna4uPk5ebn6Onq\
        8vP09fb3+Pn6/9oADAMBAAIRAxEAPwDYooor+Fz+vD//2Q==
        """)

    /// 16x16, lossy: white with alpha 128.
    static let clearWebP = decoded(
        """
        UklGRkoAAABXRUJQVlA4WAoAAAAQAAAADwAADwAAQUxQSAoAAAABB1DAiAhERP8DVlA4IBoAAAAwAQCdASoQABAAAMASJaQAA3AA\
        /v7deAAAAA==
        """)

    /// 16x16, three lossless layers, 100, 50 and 200 ms: red; a green square from (4, 4) to (8, 8) on it; a blue square from (8, 8) to (12, 12) on nothing.
    static let layeredWebP = decoded(
        """
        UklGRsIAAABXRUJQVlA4WAoAAAASAAAADwAADwAAQU5JTQYAAAAAAAAAAABBTk1GKAAAAAAAAAAAAA8AAA8AAGQAAAJWUDhMDwAA\
        AC8PwAMABxD9j/4HIqL/AQBBTk1GKAAAAAIAAAIAAAMAAAMAADIAAABWUDhMDwAAAC8DwAAAB9D/iP4HIqL/AQBBTk1GNgAAAAAA\
        AAAAAA8AAA8AAMgAAAJWUDhMHQAAAC8PwAMQDxAx//MfDIJsmxrM3/d3iOj/MAAAaF0FAA==
        """)

    private static func decoded(_ text: String) -> Data {
        Data(base64Encoded: text.replacingOccurrences(of: "\n", with: ""))!
    }
}
