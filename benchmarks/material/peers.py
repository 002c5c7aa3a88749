"""Other engines over the same pages. Each finds the ten best pages of a question and counts three facets of all it finds."""

import http.client
import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from material.pages import Page

Question = tuple[str, tuple[str, ...]]  # shape, words
Ask = Callable[[Question], object]
FACETS = ("country", "theme", "year")


def tantivy(pages: Sequence[Page], folder: str) -> Ask:
    """The Rust engine; facets as its terms aggregation over fast columns."""
    import tantivy as engine

    builder = engine.SchemaBuilder()
    builder.add_text_field("text", stored=False, tokenizer_name="en_stem")
    builder.add_integer_field("page", stored=True)
    for facet in ("country", "theme"):
        builder.add_text_field(facet, stored=False, fast=True, tokenizer_name="raw")
    builder.add_integer_field("year", stored=False, fast=True)
    index = engine.Index(builder.build(), path=folder)
    writer = index.writer(100_000_000, 1)
    for page in pages:
        writer.add_document(engine.Document(text=page.text, page=page.number, country=page.country, theme=page.theme, year=page.year))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()
    counting = {facet: {"terms": {"field": facet, "size": 100}} for facet in FACETS}

    def ask(question: Question) -> object:
        shape, words = question
        text = {"phrase": f'"{" ".join(words)}"', "near": f'"{" ".join(words)}"~5'}.get(shape)
        query = index.parse_query(text or (" OR " if shape.startswith("OR") else " AND ").join(words), ["text"])
        return searcher.search(query, 10).hits, searcher.aggregate(query, counting)

    return ask


def fts5(pages: Sequence[Page], _: str) -> Ask:
    """SQLite's own, in memory; facets as GROUP BY."""
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE p USING fts5(text, content='', tokenize='porter unicode61')")
    base.execute("CREATE TABLE f (id INTEGER PRIMARY KEY, country TEXT, theme TEXT, year INTEGER)")
    base.executemany("INSERT INTO p(rowid, text) VALUES (?, ?)", ((page.number + 1, page.text) for page in pages))
    base.executemany("INSERT INTO f VALUES (?, ?, ?, ?)", ((page.number + 1, page.country, page.theme, page.year) for page in pages))

    def ask(question: Question) -> object:
        shape, words = question
        text = {"phrase": f'"{" ".join(words)}"', "near": f"NEAR({' '.join(words)}, 5)", "prefix": f"{words[0]}*"}.get(shape)
        text = text or (" OR " if shape.startswith("OR") else " AND ").join(words)
        best = base.execute("SELECT rowid FROM p WHERE p MATCH ? ORDER BY rank LIMIT 10", (text,)).fetchall()
        counts = [
            base.execute(f"SELECT {facet}, count(*) FROM p JOIN f ON f.id = p.rowid WHERE p MATCH ? GROUP BY 1", (text,)).fetchall()  # noqa: S608
            for facet in FACETS
        ]
        return best, counts

    return ask


def whoosh(pages: Sequence[Page], folder: str) -> Ask:
    """Stock Whoosh with its own codec and analysis; facets from its columns."""
    from whoosh import fields, index, query
    from whoosh.analysis import StemmingAnalyzer

    analyser = StemmingAnalyzer(stoplist=None, minsize=1)
    facets = {facet: fields.ID(sortable=True) for facet in FACETS}
    made = index.create_in(folder, fields.Schema(page=fields.STORED, text=fields.TEXT(analyzer=analyser), **facets))
    writer = made.writer(limitmb=256)
    for page in pages:
        writer.add_document(page=page.number, text=page.text, country=page.country, theme=page.theme, year=str(page.year))
    writer.commit(optimize=True)
    searcher = made.searcher()
    columns = {facet: searcher.reader().column_reader(facet) for facet in FACETS}

    def ask(question: Question) -> object:
        shape, words = question
        stems = [token.text for token in analyser(" ".join(words))]
        terms = [query.Term("text", stem) for stem in stems]
        if shape in ("phrase", "near"):
            asked = query.Phrase("text", stems, slop=5 if shape == "near" else 1)
        elif shape == "prefix":
            asked = query.Prefix("text", words[0])
        else:
            asked = (query.Or if shape.startswith("OR") else query.And)(terms)
        found = searcher.search(asked, limit=10)
        return [hit.docnum for hit in found], {facet: Counter(column[one] for one in found.docs()) for facet, column in columns.items()}

    return ask


def opensearch(pages: Sequence[Page], base: str) -> Ask:
    """A node at `base`, over HTTP."""
    line = http.client.HTTPConnection(urlsplit(base).netloc, timeout=120)

    def call(method: str, path: str, body: str, kind: str = "application/json") -> bytes:
        line.request(method, path, body.encode(), {"Content-Type": kind})
        return line.getresponse().read()

    facets = {facet: {"type": "keyword"} for facet in FACETS}
    call("DELETE", "/bench", "")
    call("PUT", "/bench", json.dumps({"settings": {"number_of_shards": 1, "number_of_replicas": 0}, "mappings": {
        "_source": {"enabled": False}, "properties": {"text": {"type": "text", "analyzer": "english"}, **facets}}}))  # fmt: skip
    for start in range(0, len(pages), 1000):
        lines = (
            f'{{"index": {{"_id": "{page.number}"}}}}\n'
            f"{json.dumps({'text': page.text, 'country': page.country, 'theme': page.theme, 'year': str(page.year)})}\n"
            for page in pages[start : start + 1000]
        )
        call("POST", "/bench/_bulk", "".join(lines), "application/x-ndjson")
    call("POST", "/bench/_forcemerge?max_num_segments=1", "")
    call("POST", "/bench/_refresh", "")
    counting = {facet: {"terms": {"field": facet, "size": 100}} for facet in FACETS}

    def ask(question: Question) -> object:
        shape, words = question
        text = " ".join(words)
        how: dict[str, object] = {"match": {"text": {"query": text, "operator": "or" if shape.startswith("OR") else "and"}}}
        if shape in ("phrase", "near"):
            how = {"match_phrase": {"text": {"query": text, "slop": 5 if shape == "near" else 0}}}
        elif shape == "prefix":
            how = {"prefix": {"text": text}}
        body = json.dumps({"size": 10, "_source": False, "track_total_hits": True, "query": how, "aggs": counting})
        return call("POST", "/bench/_search?request_cache=false", body)

    return ask


def bytes_of(folder: Path) -> int:
    """On disk."""
    return sum(each.stat().st_size for each in folder.rglob("*") if each.is_file())
