import Runs
import Testing

/// What becomes of a list with an element that is not JSON.
struct JSONRowsTests {
    /// Elements that are not JSON, as bytes.
    static let scraps: [[UInt8]] =
        [
            #"{"id":"s","a":NaN}"#, #"{"id":"s","a":Infinity}"#, #"{"id":"s","a":-Infinity}"#,
            #"{"id":"s","a":01}"#, #"{"id":"s","a":1.}"#, #"{"id":"s","a":.5}"#,
            #"{"id":"s","a":+1}"#, #"{"id":"s","a":0x1F}"#, #"{"id":"s","a":1e}"#,
            #"{"id":"s","a":1_000}"#, #"{"id":"s","a":undefined}"#, #"{"id":"s","a":True}"#,
            #"{"id":"s","a":None}"#, #"{"id":"s","a":}"#, #"{"id":"s","a"}"#,
            #"{"id":"s",}"#, #"{"id":"s","a":[1,]}"#, #"{"id":"s","a":[1,,2]}"#,
            #"{"id":"s" "a":1}"#, #"{"id":"s","a":'x'}"#, #"{"id":"s",a:1}"#,
            #"{"id":"s","a":1 /* why */}"#, "{\"id\":\"s\",\"a\":\"x\ny\"}",
            "{\"id\":\"s\",\"a\":\"x\ty\u{0}\"}", #"{"id":"s","a":"\x41"}"#,
            #"{"id":"s","a":"\u12"}"#, #"{"id":"s","a":"\uD83D\u"}"#, #"{"id":"s","a":"\'"}"#,
            #"{"id":"s","a":"he said "no" twice"}"#, #"{"id":"s","a":"x}"#, #"{"id":"s,"a":1}"#,
            #"{"id":"s","a":"x"y"}"#, #"{"id":"s","a":"x\"}"#, #"{"id":"s"}}"#, #"{"id":"s"]"#,
            #"{"id":"s","a":{"b":1}"#, #"{"id":"s","a":[1}"#, #"{"id":"s"} trailing"#, "nul",
            "NaN", #""id"#,
            #"{"id":"s","a":"# + String(repeating: "[", count: 260)
                + String(repeating: "]", count: 260) + "}",
            String(repeating: #"{"a":"#, count: 5_000) + "1" + String(repeating: "}", count: 5_000),
        ].map { Array($0.utf8) } + [
            Array("{\"id\":\"s\",\"a\":".utf8) + [0xFF, 0xFE] + Array("}".utf8),
            Array("{\"id\":\"s\",\"a\":".utf8) + [0] + Array("}".utf8),
        ]

    @Test(arguments: scraps)
    func `an element that is not JSON stands alone`(scrap: [UInt8]) throws {
        let good = #"{"id":"g","x":[{"id":"n"}],"y":"a, ] } {"}"#
        let scrap = String(decoding: scrap, as: Unicode.ASCII.self)
        for list in [
            [scrap, good], [good, scrap, good], [good, scrap], [good, scrap, scrap, good],
        ] {
            let isCertain = !list.contains(scrap) || Self.isPaired(scrap)
            let text =
                #"{"meta":{"n":1},"data":{"logs":[\#(list.joined(separator: ", "))]},"next":"t"}"#
            guard let value = try? JSONParser.parseRows(Array(text.utf8)) else {
                // Where brackets or quotation marks lack a partner, the end may not be found.
                #expect(!isCertain, "\(text)")
                continue
            }
            let rows = try #require(value["data"]?["logs"]?.elements)
            #expect(value["next"] == .string("t"))
            let goods = rows.filter { $0["id"] == .string("g") }
            #expect(goods.count == list.count { $0 == good } || !isCertain, "\(text)")
            #expect(rows.count == list.count || !isCertain, "\(text)")
            #expect(rows.contains { $0.members == nil })
        }
    }

    @Test(arguments: [
        #"{"id":"s","a":"x}"#, #"{"id":"s,"a":1}"#, #"{"id":"s","a":"x"y"}"#,
        #"{"id":"s","a":"x\"}"#, #"{"id":"s"}}"#, #"{"id":"s","a":{"b":1}"#, #"{"id":"s","a":[1}"#,
    ])
    func `a quotation mark or bracket without a partner costs one row`(scrap: String) throws {
        let good = #"{"id":"g","x":"y"}"#
        for list in [[scrap, good, good], [good, scrap, good], [good, good, scrap]] {
            // Another list may follow.
            for tail in [#""next":"t""#, #""next":"t","tags":["a"],"more":[[],[1]]"#] {
                let text = #"{"data":[\#(list.joined(separator: ","))],\#(tail)}"#
                let value = try JSONParser.parseRows(Array(text.utf8))
                let rows = try #require(value["data"]?.elements)
                #expect(rows.count == 3, "\(text)")
                #expect(rows.count { $0["id"] == .string("g") } == 2, "\(text)")
                #expect(value["next"] == .string("t"), "\(text)")
            }
        }
    }

    @Test(arguments: [0, 1, 2])
    func `a row of too many values costs one row`(place: Int) throws {
        let good = #"{"id":"g","x":[1,2,3]}"#
        let numbers = Array(repeating: "0", count: 1_200).joined(separator: ",")
        for long in [
            #"{"id":"long","x":[\#(numbers)]}"#, #"{"id":"long","x":{"y":[[\#(numbers)]]}}"#,
        ] {
            var list = [good, good]
            list.insert(long, at: place)
            let text =
                #"{"data":{"logs":[\#(list.joined(separator: ", "))]},"links":{"next":"t"}}"#
            let value = try JSONParser.parseRows(Array(text.utf8), limit: 1_000)
            let rows = try #require(value["data"]?["logs"]?.elements)
            #expect(rows.count { $0["id"] == .string("g") } == 2)
            #expect(rows[place].string?.hasPrefix(#"{"id":"long""#) == true)
            #expect(value["links"]?["next"] == .string("t"))
        }
    }

    @Test func `rows that are too many values together are no rows at all`() {
        let row = #"{"id":"g","x":[\#(Array(repeating: "0", count: 600).joined(separator: ","))]}"#
        let error = #expect(throws: JSONSyntaxError.self) {
            try JSONParser.parseRows(Array(#"{"data":[\#(row),\#(row)]}"#.utf8), limit: 1_000)
        }
        #expect(error?.problem == .tooMany)
    }

    private static func isPaired(_ scrap: String) -> Bool {
        let marks = scrap.count { $0 == "\"" } - scrap.components(of: "\\\"")
        return marks.isMultiple(of: 2)
            && scrap.count { "{[".contains($0) } == scrap.count { "}]".contains($0) }
            && !scrap.hasSuffix("]")
    }

    @Test(arguments: [
        #"{"data":[{"id":"g"},],"next":"t",}"#, #"{"data":[{"id":"g"} , ] ,"next":"t"}"#,
    ])
    func `a comma too many around rows is passed over`(text: String) throws {
        let value = try JSONParser.parseRows(Array(text.utf8))
        #expect(value["data"] == .array([.object([.init("id", .string("g"))])]))
        #expect(value["next"] == .string("t"))
    }

    @Test(arguments: [
        // A page that breaks off may lack the way to the next one.
        #"{"data":[{"id":"g"},{"id":"h""#, #"{"data":[{"id":"g"}]"#, #"{"data":[{"id":"g"}"#,
        #"{"data":[{"id":"g"}],"next":NaN}"#, #"{"data":[{"id":"g"}],"next":"half \u1"}"#,
        #"{"data":[{"id":"g"}]} x"#, "", "[", "<html>", #"{"data":[{"id":NaN}],"next":}"#,
    ])
    func `what is broken around the rows is broken`(text: String) {
        #expect(throws: JSONSyntaxError.self) { try JSONParser.parseRows(Array(text.utf8)) }
    }

    @Test func `JSON is read as it always is`() throws {
        let text = #"{"a":[1,{"b":[null,"x"]}],"c":"\uD800"}"#
        #expect(
            try JSONParser.parseRows(Array(text.utf8)) == JSONParser.parse(Array(text.utf8)))
    }

    @Test func `no more values are read than are allowed`() throws {
        let text = Array("{\"data\":[1,[2,3],{\"a\":4}]}".utf8)
        #expect(try JSONParser.parse(text, limit: 8).members?.count == 1)
        let error = #expect(throws: JSONSyntaxError.self) { try JSONParser.parse(text, limit: 7) }
        #expect(error?.problem == .tooMany)
        let other = #expect(throws: JSONSyntaxError.self) {
            try JSONParser.parseRows(text, limit: 7)
        }
        #expect(other?.problem == .tooMany)
        let broken = Array("{\"data\":[NaN,[2,3],{\"a\":4}]}".utf8)
        #expect(throws: JSONSyntaxError.self) { try JSONParser.parseRows(broken, limit: 5) }
    }

    @Test func `a list of scraps takes no longer than its length`() throws {
        // Each row seems to end only at the end of all, which is looked for a few times only.
        let text = #"{"data":["# + String(repeating: #"{"a":"x},"#, count: 60_000) + "]}"
        let start = ContinuousClock.now
        let rows = try #require(try JSONParser.parseRows(Array(text.utf8))["data"]?.elements)
        // Only with the next one has each of them a partner for its quotation mark.
        #expect(rows.count == 30_000)
        #expect(rows.allSatisfy { $0 == .string(#"{"a":"x},{"a":"x}"#) })
        #expect(ContinuousClock.now - start < .seconds(30))
    }
}

extension String {
    /// How often a text stands in it.
    fileprivate func components(of text: String) -> Int { ranges(of: text).count }
}
