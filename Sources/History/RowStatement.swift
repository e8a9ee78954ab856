import GRDB
import GRDBSQLite

/// A prepared statement that exchanges values with SQLite directly, for millions of rows.
struct RowStatement {
    // Retained, because the handle lives only as long.
    private let statement: Statement
    private let handle: OpaquePointer

    /// Prepares a statement, or reuses a cached one.
    /// - Throws: SQLite's error about the text.
    init(_ database: Database, _ sql: String) throws {
        statement = try database.cachedStatement(sql: sql)
        handle = statement.sqliteStatement
        reset()
    }

    /// Prepares it for the next run.
    func reset() { sqlite3_reset(handle) }

    /// Sets a parameter, counted from 1.
    func bind(_ number: Int64, at index: Int32) { sqlite3_bind_int64(handle, index, number) }

    /// Sets a parameter, counted from 1, to bytes that must outlive the next reset.
    func bind(_ bytes: UnsafeRawBufferPointer, at index: Int32) {
        // SQLite would read bytes without an address as NULL.
        guard let address = bytes.baseAddress, !bytes.isEmpty else {
            sqlite3_bind_zeroblob(handle, index, 0)
            return
        }
        sqlite3_bind_blob(handle, index, address, Int32(bytes.count), nil)
    }

    /// Moves to the next row; false if there is none.
    /// - Throws: SQLite's error.
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

    /// Runs a statement without result rows, and resets it.
    /// - Throws: SQLite's error.
    func run() throws {
        defer { reset() }
        while try step() {}
    }

    /// The number in a column of the row, counted from 0.
    func number(at index: Int32) -> Int64 { sqlite3_column_int64(handle, index) }

    /// The bytes in a column of the row, counted from 0, valid until the next step.
    func bytes(at index: Int32) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(
            start: sqlite3_column_blob(handle, index),
            count: Int(sqlite3_column_bytes(handle, index)))
    }
}
