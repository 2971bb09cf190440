"""The documents that a process has looked through: those that run with what was made of them, and those that do not."""

from graphql import GraphQLError

from app.core.lru_cache import LruCache
from app.graph.limits.aside import Aside
from app.graph.limits.bounds import exceeded
from app.graph.limits.checking import Checked, Checker
from app.graph.reading.reader import Reader
from app.settings.caches import CacheShares
from app.settings.documents import DocumentSettings

MAX_DOCUMENTS = 2_000
MAX_REFUSED = 2_000
# Longer ones are looked through beside the loop: they may take as long as a blink.
ASIDE = 500


class Known:
    """One per schema and process. The reader keeps plans for those documents only that are kept here."""

    def __init__(self, reader: Reader, settings: DocumentSettings, aside: Aside) -> None:
        self._checker = Checker(reader.model, settings)
        self._max_cost = settings.max_cost
        self._reader = reader
        self._aside = aside
        shares = CacheShares.of(settings.cache_mib)
        self._seen: LruCache[tuple[str, bool], Checked] = LruCache(MAX_DOCUMENTS, shares.documents, self._forget)
        self._refused: LruCache[tuple[str, bool], Checked] = LruCache(MAX_REFUSED, shares.rejected_documents)

    async def find(self, text: str, *, introspection: bool) -> Checked:
        """`introspection`: by a caller who may see the schema."""
        key = (text, introspection)
        found = self._seen.get(key) or self._refused.get(key)
        if found is not None:
            return found
        if len(text) <= ASIDE:
            return self._keep(key, self._checker.check(text, introspection=introspection))
        checked = await self._aside.do(key, lambda: self._checker.check(text, introspection=introspection))
        # Whoever waited for the same has kept it by now.
        return self._seen.get(key) or self._keep(key, checked)

    def find_now(self, text: str, *, introspection: bool) -> Checked:
        """The same where nobody else is waiting."""
        key = (text, introspection)
        found = self._seen.get(key) or self._refused.get(key)
        return found or self._keep(key, self._checker.check(text, introspection=introspection))

    def may_run(self, text: str) -> bool:
        """Whether it runs for anybody, as far as can be said at once: a long one that was not seen before may."""
        known = len(text) <= ASIDE or self._refused.get((text, True)) is not None
        return not known or self.find_now(text, introspection=True).document is not None

    def too_dear(self, cost: int) -> GraphQLError | None:
        """Why an operation that costs so much is not executed, if so."""
        if cost <= self._max_cost:
            return None
        refused = exceeded("cost", cost, self._max_cost)
        return GraphQLError(str(refused), original_error=refused)

    def _keep(self, key: tuple[str, bool], checked: Checked) -> Checked:
        if checked.document is None:
            self._refused.put(key, checked, checked.weight)
        elif self._seen.put(key, checked, checked.weight):
            self._reader.learn(checked.document)
        return checked

    def _forget(self, checked: Checked) -> None:
        assert checked.document is not None
        self._reader.forget(checked.document)
