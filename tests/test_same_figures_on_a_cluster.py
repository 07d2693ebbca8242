"""Every expression of the monthly analysis says the same on DuckDB and on Spark, over the same Parquet files."""

import random
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import ibis
import pytest
from django.db import connection

from yishang.kernel.analysis import queries
from yishang.kernel.analysis.gateways.duck import Duck
from yishang.kernel.analysis.gateways.expressions import every_expression
from yishang.kernel.analysis.rules import TEXT, Extract, month_ends, seconds
from yishang.kernel.clocks.rules import SHANGHAI

CITY, PERIOD = "610400", "2019-12"
AT = seconds(month_ends(PERIOD))
ROWS = 300
WORDS = {"city": (CITY, CITY, "610300"), "county": ("610402", "610404"), "month": (PERIOD, PERIOD, "2019-11")}
BEGINS = seconds(datetime(2019, 10, 1, tzinfo=SHANGHAI))


def invented(extract: Extract) -> Extract:
    """The extract with rows of chance: every column empty or without a value now and then."""
    chance = random.Random(20191231)

    def cell(name: str, kind: str) -> Any:
        if kind == TEXT:
            return chance.choice(WORDS.get(name, ("", "1", "5", "演示，“引号”\n换行")))
        if name == "moment" or name.endswith("_at"):
            found = chance.randrange(BEGINS, AT + 5 * 86400)
        else:
            found = chance.randrange(6) if name in ("stars", "applicant", "subject") else chance.randrange(2)
        never_empty = name == "moment" or not (name.endswith("_at") or name in ("applicant", "stars"))
        return found if never_empty or chance.random() < 0.8 else None

    rows = [tuple(cell(name, kind) for name, kind in extract.columns.items()) for _ in range(ROWS)]
    return replace(extract, rows=lambda: rows)


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    """One session for the module: it takes a quarter of a minute to start."""
    if connection.vendor == "postgresql":
        pytest.skip("no database is asked: once is enough, beside SQLite")
    if shutil.which("java") is None:
        pytest.skip("没有找到 java：Spark 要 Java 17 以上（Debian：default-jre-headless）")
    patch = pytest.MonkeyPatch()
    patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    patch.setenv("SPARK_LOCAL_HOSTNAME", "localhost")
    sql = pytest.importorskip("pyspark.sql")
    builder = sql.SparkSession.builder.master("local[1]").appName("yishang")
    quiet = {"spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "1", "spark.sql.ansi.enabled": "true"}
    quiet |= {"spark.sql.codegen.wholeStage": "false", "spark.sql.codegen.factoryMode": "NO_CODEGEN"}  # small tables
    quiet |= {"spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"}
    quiet |= {"spark.sql.adaptive.enabled": "false", "spark.ui.showConsoleProgress": "false"}
    for name, value in {**quiet, "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()
    patch.undo()


def together(asked: dict[str, Any]) -> Iterator[Any]:
    """Expressions of one shape as one, each row with its place: Spark takes a second to plan a statement."""
    groups: dict[tuple[str, ...], list[Any]] = {}
    for place, expression in asked.items():
        named = expression.mutate(place=ibis.literal(place))
        groups.setdefault((place.split("/")[0], *named.columns), []).append(named)
    return (ibis.union(*group) if len(group) > 1 else group[0] for group in groups.values())


def sorted_rows(rows: list[dict[str, Any]]) -> list[str]:
    return sorted(repr(sorted(row.items())) for row in rows)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # Spark's own, about how it starts
@pytest.mark.parametrize("name", sorted(queries.extracts()))
def test_every_expression_says_the_same_on_both(name: str, spark: Any, tmp_path: Path) -> None:
    extract = invented(queries.extracts()[name])
    asked = every_expression(extract)
    compared = 0
    with Duck(tmp_path) as duck:
        spark.read.parquet(str(duck.take_in(extract))).cache().createOrReplaceTempView(extract.name)
        duck.ask(city=CITY, period=PERIOD, at=AT)
        question = spark.createDataFrame([(CITY, PERIOD, AT)], "asked_city string, asked_month string, asked_at bigint")
        question.createOrReplaceTempView("asked")
        for expression in together(asked):
            here = sorted_rows(duck.rows(ibis.to_sql(expression, dialect="duckdb")))
            there = spark.sql(ibis.to_sql(expression, dialect="pyspark")).collect()
            assert here == sorted_rows([row.asDict() for row in there])
            compared += len(here)
    assert compared > len(asked)  # not a comparison of nothing with nothing
