"""The embedded index: postings as NumPy arrays in Whoosh's frame of schema, segments and commits (`whoosh:///folder`).

Nothing outside this package imports Whoosh. Writing goes `invert` → `build` → `changes` → `generations`, joining
`merge` → `merger`; reading goes `segment` → `snapshot` → `readings` → `match` → `rank` → `query`.
"""

from repository.engines.whoosh.index import WhooshIndex

__all__ = ["WhooshIndex"]
