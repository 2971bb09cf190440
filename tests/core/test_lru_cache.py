"""A cache is bounded by the number of its items and by their bytes."""

from app.core.lru_cache import LruCache


def test_the_least_recently_used_item_is_evicted_first() -> None:
    evicted: list[str] = []
    cache: LruCache[str, str] = LruCache(3, 100, evicted.append)
    for key in "abc":
        assert cache.put(key, key.upper(), 30)
    assert (cache.get("a"), cache.bytes, evicted) == ("A", 90, [])
    # By number, and then by bytes.
    cache.put("d", "D", 1)
    assert (evicted, len(cache), cache.bytes) == (["B"], 3, 61)
    cache.put("e", "E", 70)
    assert (evicted, len(cache), cache.bytes) == (["B", "C", "A"], 2, 71)
    cache.put("d", "again", 5)
    assert (evicted[3:], cache.get("d"), cache.bytes) == (["D"], "again", 75)


def test_an_item_that_is_larger_than_the_cache_evicts_nothing() -> None:
    cache: LruCache[str, str] = LruCache(3, 100)
    cache.put("a", "A", 100)
    assert not cache.put("b", "B", 101)
    assert (cache.get("a"), cache.get("b"), cache.bytes) == ("A", None, 100)


def test_a_cache_that_is_cleared_evicts_everything() -> None:
    evicted: list[str] = []
    cache: LruCache[str, str] = LruCache(3, 100, evicted.append)
    cache.put("a", "A", 1)
    cache.put("b", "B", 1)
    cache.clear()
    assert (evicted, len(cache), cache.bytes) == (["A", "B"], 0, 0)
