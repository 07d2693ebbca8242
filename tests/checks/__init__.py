"""What must hold without running the program: style, types, contracts, migrations, templates, words in the files."""
