import GRDB
import GRDBSQLite

/// A prepared statement that hands values to SQLite and takes them from it without a detour, for
/// rows of which there are millions.
struct RowStatement {
    // Kept, as the handle lives no longer than it does.
    private let statement: Statement
    private let handle: OpaquePointer

    /// Prepares a statement, or takes the one that was prepared before.
    ///
    /// - Throws: What SQLite says of the text.
    init(_ database: Database, _ sql: String) throws {
        statement = try database.cachedStatement(sql: sql)
        handle = statement.sqliteStatement
        reset()
    }

    /// Makes it ready to be run again.
    func reset() { sqlite3_reset(handle) }

    /// Sets a parameter, counted from 1.
    func bind(_ number: Int64, at index: Int32) { sqlite3_bind_int64(handle, index, number) }

    /// Sets a parameter, counted from 1, to bytes that must not go away before the statement is reset.
    func bind(_ bytes: UnsafeRawBufferPointer, at index: Int32) {
        // Without an address, SQLite would take it for NULL.
        guard let address = bytes.baseAddress, !bytes.isEmpty else {
            sqlite3_bind_zeroblob(handle, index, 0)
            return
        }
        sqlite3_bind_blob(handle, index, address, Int32(bytes.count), nil)
    }

    /// Goes on to the next row.
    ///
    /// - Returns: Whether there is one.
    /// - Throws: What SQLite refuses.
    func step() throws -> Bool {
        let code = sqlite3_step(handle)
        switch code {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default:
            let message = String(cString: sqlite3_errmsg(sqlite3_db_handle(handle)))
            reset()
            throw DatabaseError(resultCode: ResultCode(rawValue: code), message: message)
        }
    }

    /// Runs a statement that gives no rows, and makes it ready to be run again.
    ///
    /// - Throws: What SQLite refuses.
    func run() throws {
        defer { reset() }
        while try step() {}
    }

    /// The number in a column of the row, counted from 0.
    func number(at index: Int32) -> Int64 { sqlite3_column_int64(handle, index) }

    /// The bytes in a column of the row, counted from 0, until the next step.
    func bytes(at index: Int32) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(
            start: sqlite3_column_blob(handle, index),
            count: Int(sqlite3_column_bytes(handle, index)))
    }
}
