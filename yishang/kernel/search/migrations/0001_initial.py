from django.db import migrations, models

# The grams of a text are no column that Django knows: each database keeps them in its own kind of inverted index.
POSTGRESQL = (
    # The planner's default guess, that few texts have the gram, is right whenever the index is asked (queries.py).
    "ALTER TABLE search_text ALTER COLUMN words SET STATISTICS 0",
    "ALTER TABLE search_text ADD COLUMN grams integer[] NOT NULL DEFAULT '{}'",
    "ALTER TABLE search_text ALTER COLUMN grams SET STATISTICS 0",
    "CREATE INDEX search_text_grams ON search_text USING gin (grams)",
)
SQLITE = (
    "DROP VIEW IF EXISTS search_entry",
    "DROP TABLE IF EXISTS search_gram",
    # Only which text has which gram: no copy of the text, no places, no lengths.
    "CREATE VIRTUAL TABLE search_gram USING fts5(grams, content='', columnsize=0, detail=none, tokenize='ascii')",
    # What is written here goes into both tables in one statement; the grams themselves are kept nowhere.
    "CREATE VIEW search_entry AS SELECT subject, words, '' AS grams, '' AS grams_before FROM search_text",
    """
    CREATE TRIGGER search_entry_new INSTEAD OF INSERT ON search_entry BEGIN
        INSERT INTO search_text (subject, words) VALUES (NEW.subject, NEW.words);
        INSERT INTO search_gram (rowid, grams) VALUES (NEW.subject, NEW.grams);
    END
    """,
    """
    CREATE TRIGGER search_entry_changed INSTEAD OF UPDATE ON search_entry BEGIN
        UPDATE search_text SET words = NEW.words WHERE subject = OLD.subject;
        INSERT INTO search_gram (search_gram, rowid, grams) VALUES ('delete', OLD.subject, NEW.grams_before);
        INSERT INTO search_gram (rowid, grams) VALUES (OLD.subject, NEW.grams);
    END
    """,
)
SQLITE_BACK = ("DROP VIEW IF EXISTS search_entry", "DROP TABLE IF EXISTS search_gram")


def make_index(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def drop_index(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for statement in SQLITE_BACK:
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Text",
            fields=[
                ("subject", models.BigIntegerField(primary_key=True, serialize=False, verbose_name="对象")),
                ("words", models.TextField(verbose_name="文字")),
            ],
            options={"verbose_name": "检索文字", "verbose_name_plural": "检索文字"},
        ),
        migrations.CreateModel(
            name="Completion",
            fields=[
                (
                    "form",
                    models.PositiveSmallIntegerField(primary_key=True, serialize=False, verbose_name="形式"),
                ),
            ],
            options={"verbose_name": "索引完成", "verbose_name_plural": "索引完成"},
        ),
        migrations.RunPython(make_index, drop_index),
    ]
