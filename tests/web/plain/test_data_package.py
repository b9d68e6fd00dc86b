"""The data package: its description is that of its files."""

import csv
import io
import json
import zipfile
from dataclasses import replace

import pytest

from index.facts.records import Extraction
from tests.web.plain.conftest import document, figure
from tests.web.plain.test_moves import change
from web.plain.files import data_package


def rows(text):
    return list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"))))


def test_every_file_has_the_columns_that_the_package_describes(facts, client):
    packed = zipfile.ZipFile(io.BytesIO(client.get("/data/datapackage.zip").content))
    assert packed.testzip() is None
    told = json.loads(packed.read("datapackage.json"))
    assert told == client.get("/data/datapackage.json").json()
    for resource in told["resources"]:
        held = packed.read(resource["path"])
        assert held == client.get(f"/data/{resource['path']}").content
        named = [field["name"] for field in resource["schema"]["fields"]]
        assert csv.reader(io.StringIO(held.decode("utf-8-sig"))).__next__() == named
        for row in rows(held):
            for field in resource["schema"]["fields"]:
                value = row[field["name"]]
                if value and field["type"] == "integer":
                    int(value)
                if value and field["type"] == "number":
                    float(value)
    assert len(rows(packed.read("figures.csv"))) == 123


def test_what_refers_to_a_document_finds_it(facts):
    names = {row["pdf"] for row in rows(b"".join(data_package.table(facts, "documents")))}
    for name in ("figures", "findings", "changes"):
        assert {row["pdf"] for row in rows(b"".join(data_package.table(facts, name)))} <= names


def test_every_table_begins_with_the_mark_that_excel_reads_and_runs_nothing(facts):
    told = replace(change("=1+1", "0.50"), citation=replace(change("x", "1").citation, document="c.pdf"))
    facts.replace(Extraction(document("c.pdf", "某某局"), changes=(told,)), source="c.pdf", extractor="")
    for name in data_package.TABLES:
        assert b"".join(data_package.table(facts, name)).startswith(b"\xef\xbb\xbf")
    assert [row["subject"] for row in rows(b"".join(data_package.table(facts, "changes")))] == ["'=1+1"]


def test_the_package_holds_the_documents_of_its_beginning_and_no_figure_of_others(facts):
    parts = data_package.zipped(facts)
    held = [next(parts)]
    late = document("late.pdf", "后来的局")
    facts.replace(
        Extraction(late, figures=(figure("1.00", "x", name="late.pdf"),)), source="late.pdf", extractor=""
    )
    packed = zipfile.ZipFile(io.BytesIO(b"".join([*held, *parts])))
    for name in ("documents", "figures"):
        assert {row["pdf"] for row in rows(packed.read(f"{name}.csv"))} == {"a.pdf", "b.docx"}


def test_there_is_no_table_of_another_name(facts, client):
    assert client.get("/data/secrets.csv").status_code == 404
    with pytest.raises(KeyError):
        data_package.table(facts, "secrets")
