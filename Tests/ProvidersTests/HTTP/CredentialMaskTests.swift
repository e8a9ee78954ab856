@testable import Providers
import Runs
import Testing

struct CredentialMaskTests {
    private func masked(_ body: String) -> String {
        String(decoding: CredentialMask.masked(Array(body.utf8)), as: UTF8.self)
    }

    @Test(arguments: [
        "access_token", "refresh_token", "id_token", "token", "secret", "client_secret", "password",
        "api_key", "apikey", "X-API-Key", "Authorization", "private_key", "cookie", "Set-Cookie",
        "accessToken", "db.password", "aws_secret_access_key", "credentials",
    ])
    func `the value of a credential is not told, wherever it stands`(name: String) {
        for value in [#""ya29.a0"}"#, #"{"value":["ya29.a0"]}}"#, #""ya29 \"a0\\"}"#, "290}"] {
            for (before, after) in [("", ""), (#"{"a":[1,"#, "]}")] {
                let body = before + "{ \"n\": \"kept\", \"\(name)\" : " + value + after
                let reported = masked(body)
                #expect(!reported.contains("29"), "\(reported)")
                #expect(
                    reported.contains("kept") && reported.contains("<secret>")
                        && reported.contains(name))
                // As text that some system handed on, and cut before its end.
                let nested = JSONWriter.text(of: .object([.init("body", .string(body))]))
                for reported in [
                    masked(nested), masked(String(body.dropLast())), masked("x" + body),
                ] {
                    #expect(!reported.contains("29") && reported.contains("kept"), "\(reported)")
                }
            }
        }
    }

    @Test(arguments: [
        "", "{}", "[", "<html>", #"{ "n" : "ya29" }"#, #"{"token_type":"bearer","n":1.50}"#,
        #"{"next_page_token":"abc","token":null,"secret":true,"password":""}"#,
        "401: no such token: abc", #"{"message":"Invalid token: abc"#, "a=b",
    ])
    func `an answer without credentials is told as it came`(body: String) {
        #expect(masked(body) == body)
    }

    @Test func `a form is told up to its first credential`() {
        #expect(masked("a=b&access_token=ya29&c=d") == "a=b&access_token=<secret>")
    }

    @Test(arguments: [
        "tokens", "client_secrets", "user_passwords", "passwd", "passphrase", "db_pwd", "jwt",
        "api_keys", "aws_access_key", "AccessKeyId", "secretKey", "signing-key", "session_cookies",
        "credential", "connectionString", "id.token",
    ])
    func `a name that ends like these is that of a credential`(name: String) {
        #expect(CredentialMask.isCredential(name))
    }

    @Test(arguments: [
        "token_type", "tokenizer", "cursor_token", "continuationToken", "nextPageToken", "key",
        "primary_key", "id", "password_changed", "secretary", "author", "",
    ])
    func `another name is none`(name: String) {
        #expect(!CredentialMask.isCredential(name))
    }

    @Test func `a list in a text is looked through, and a name is found far before its value`() {
        #expect(
            masked(#"{"hook":"[{\"token\":\"ya29\"}]"}"#)
                == #"{"hook":"[{\"token\":\"<secret>\"}]"}"#)
        let start = "{\"token\"" + String(repeating: " ", count: 58)
        #expect(masked(start + ":\"ya29") == start + ":<secret>")
    }
}
