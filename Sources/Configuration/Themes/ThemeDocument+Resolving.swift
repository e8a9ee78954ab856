import Runs

extension ThemeDocument {
    /// Resolves the theme's colours, with the mistakes: every scope's colour that is neither a
    /// colour nor a name of a palette. The ancestors are those that it inherits from, nearest
    /// first. A colour or scope of one replaces those of later ones, also within the scopes of
    /// those.
    func resolved(
        inheriting ancestors: [ThemeDocument] = []
    ) -> (theme: ThemeDefinition, mistakes: [ConfigMistake]) {
        let chain = [self] + ancestors
        var palette: [String: String] = [:]
        for document in chain.reversed() {
            palette.merge(document.palette) { _, nearer in nearer }
        }
        let invalid = chain.reduce(into: Set<String>()) { $0.formUnion($1.invalidNames) }
        var styles: [String: ThemeStyle] = [:]
        var mistakes: [ConfigMistake] = []
        for document in chain.reversed() {
            for (name, scope) in document.scopes {
                styles[name] = document.style(name, scope, palette, invalid, &mistakes)
            }
        }
        let appearance = chain.lazy.compactMap(\.appearance).first ?? .dark
        return (ThemeDefinition(name: name, appearance: appearance, scopes: styles), mistakes)
    }

    func scopeMistakes(known: Set<String>) -> [ConfigMistake] {
        scopes.keys.filter { !known.contains($0) }.map { name in
            let problem = ConfigProblem.unknownKey(
                name, nearest: EditDistance.nearestWord(to: name, among: known.sorted()))
            return context.mistake(problem, at: EntryPath().key("scopes").key(name))
        }
    }

    private func style(
        _ name: String, _ scope: ThemeScope, _ palette: [String: String], _ invalid: Set<String>,
        _ mistakes: inout [ConfigMistake]
    ) -> ThemeStyle {
        let path = EntryPath().key("scopes").key(name)
        func colour(_ text: String?, _ key: String) -> ThemeColor? {
            // The palette already reports the mistake of an undefined name.
            guard let text, palette[text] != nil || !invalid.contains(text) else { return nil }
            if let colour = ThemeColor(palette[text] ?? text) { return colour }
            let nearest = EditDistance.nearestWord(
                to: text, among: palette.keys.sorted() + ThemeColor.ansiNames)
            mistakes.append(
                context.mistake(.badColour(text, nearest: nearest), at: path.key(key)))
            return nil
        }
        return ThemeStyle(
            foreground: colour(scope.foreground, ThemeScope.Keys.foreground.name),
            background: colour(scope.background, ThemeScope.Keys.background.name),
            modifiers: scope.modifiers)
    }
}
