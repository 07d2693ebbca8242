"""The pools kept so far as one text each move into chunks."""

import zlib

from django.db import migrations

LINES_A_CHUNK = 20_000


def into_chunks(apps, schema_editor):
    Draw, PoolChunk = apps.get_model("draw", "Draw"), apps.get_model("draw", "PoolChunk")
    for draw in Draw.objects.only("pk", "pool").iterator(chunk_size=1):
        lines = draw.pool.encode().split(b"\n")[:-1]
        for number, start in enumerate(range(0, len(lines), LINES_A_CHUNK)):
            part = lines[start : start + LINES_A_CHUNK]
            PoolChunk.objects.create(
                draw=draw,
                number=number,
                first=part[0].partition(b"\t")[0].decode(),
                lines=zlib.compress(b"".join(line + b"\n" for line in part), 1),
            )


class Migration(migrations.Migration):

    dependencies = [
        ("draw", "0002_officers_and_chunks"),
    ]

    operations = [migrations.RunPython(into_chunks, migrations.RunPython.noop)]
