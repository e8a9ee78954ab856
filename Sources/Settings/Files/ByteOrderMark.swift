/// The mark that some editors put at the beginning of a text file.
enum ByteOrderMark {
    /// Removes the mark of UTF-8 from the beginning of a file.
    static func removed(from bytes: [UInt8]) -> [UInt8] {
        bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    }

    /// Tells whether a file is UTF-16: it begins with the mark of that, or with a character of
    /// which one byte is zero.
    static func isUTF16(_ bytes: [UInt8]) -> Bool {
        guard bytes.count >= 2 else { return false }
        return bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
            || (bytes[0] == 0) != (bytes[1] == 0)
    }
}
