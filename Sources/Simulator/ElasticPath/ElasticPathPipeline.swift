/// One integration of the seeded Elastic Path store.
struct ElasticPathPipeline: Sendable {
    var name: String
    var type: String
    var observes: [String]
    var showsTime: Bool
    var profile: PipelineProfile

    /// A failure that begins with a number and a bar has that HTTP status and body; any other is
    /// the detail of an error without an answer.
    init(
        _ name: String, _ profile: PipelineProfile, type: String = "webhook",
        showsTime: Bool = true, observes: [String], failures: [String]
    ) {
        self.name = name
        self.type = type
        self.observes = observes
        self.showsTime = showsTime
        self.profile = profile.failing(failures)
    }

    func integration(_ draw: inout SplitMix64) -> ElasticPathIntegration {
        let id = draw.uuid()
        let secret = draw.hex(digits: 32)
        return ElasticPathIntegration(
            id: id, name: name, type: type, observes: observes,
            configuration: [
                "url": "https://hooks.northwind.example/\(draw.hex(digits: 6))",
                "secret_key": .string("whsec_\(secret)"),
            ])
    }
}

extension ElasticPathPipeline {
    /// The seeded store's integrations: mostly healthy, one flaky, one broken, one without times.
    static let all: [ElasticPathPipeline] = [
        ElasticPathPipeline(
            "Order created → ERP", .every(5, seconds: 0.6),
            observes: ["order.created", "order.paid"],
            failures: ["503|upstream connect error or disconnect/reset before headers"]),
        ElasticPathPipeline(
            "Inventory → warehouse queue", .every(4, seconds: 0.2), type: "aws_sqs",
            observes: ["stock.updated"],
            failures: ["AccessDenied: not authorized to perform sqs:SendMessage ({id})"]),
        ElasticPathPipeline(
            "Customer updates → CRM", .every(3, seconds: 1.1, .flaky),
            observes: ["customer.created", "customer.updated"],
            failures: [
                "429|{\"message\":\"You have reached your secondly limit.\",\"retry\":{n}}",
                "Post \"https://crm.northwind.example/in\": context deadline exceeded",
            ]),
        ElasticPathPipeline(
            "Price changes → search index", .every(3, seconds: 0.8, .broken),
            observes: ["pricebook.updated"],
            failures: [
                "500|index price-{n} is read-only: disk watermark exceeded on node {id}",
                "dial tcp: lookup search.northwind.example: no such host",
            ]),
        ElasticPathPipeline(
            "Refunds → accounting", .every(1, seconds: 2.4), observes: ["order.refunded"],
            failures: ["422|{\"error\":\"ledger period {n} is closed\"}"]),
        ElasticPathPipeline(
            "Café fulfilment (Zürich)", .every(1, seconds: 0.4), type: "stomp", showsTime: false,
            observes: ["order.fulfilled"],
            failures: ["stomp: connection closed by broker before RECEIPT {id}"]),
    ]
}
