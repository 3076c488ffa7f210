/// 0..<total cut into ranges that begin at multiples of a group and are about equally long.
struct Split {
    let total: Int
    let length: Int
    let count: Int

    /// - Parameters:
    ///   - most: the longest a range may be, at least a group.
    ///   - least: how many ranges there should be at least, where there are so many groups.
    init(_ total: Int, group: Int, most: Int, least: Int) {
        let groups = (total + group - 1) / group
        let groupsEach = max(1, most / group)
        let pieces = max(1, min(groups, max(least, (groups + groupsEach - 1) / groupsEach)))
        self.total = total
        length = max(1, (groups + pieces - 1) / pieces) * group
        count = (total + length - 1) / length
    }

    subscript(piece: Int) -> Range<Int> { piece * length..<min(total, (piece + 1) * length) }
}
