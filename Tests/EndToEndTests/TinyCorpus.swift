/// Six files that one question each can tell apart.
struct TinyCorpus {
    let folder: TemporaryFolder

    var path: String { folder.path }

    init() throws {
        folder = try TemporaryFolder()
        for (name, text) in Self.files { try folder.write(text, to: name) }
    }

    static let files = [
        "letters/bakery.txt": """
        I am leaving the depot at the end of the month. My father's hands have become too bad for the dough,
        and somebody has to get up at three to bake the bread.
        """,
        "notes/tides.md": """
        # High water

        The Moon pulls at the sea, and as the Earth turns each harbour passes through two bulges a day.
        """,
        "notes/volcano.md": """
        # The crater

        Molten rock rose through the chimney all night, and by morning the ash lay on every roof.
        """,
        "code/sort.py": """
        def quicksort(values):
            # Divide the list at a pivot and put each part in order.
            if len(values) < 2:
                return values
        """,
        "pets.csv": """
        name,kind,remark
        Mitzi,cat,Purrs when the stove is lit
        Rex,dog,Barks at the postman
        """,
        "web/orchestra.html": """
        <html><head><script>var hidden = 'never shown'</script></head>
        <body><h1>Concert</h1><p>The violins &amp; cellos tune while the conductor waits.</p></body></html>
        """,
    ]
}
