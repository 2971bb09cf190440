"""The documents that a process has validated: valid ones with their operations, rejected ones with their errors."""

from graphql import GraphQLError

from app.core.lru_cache import LruCache
from app.graph.limits.document_limits import exceeded
from app.graph.limits.validation import DocumentValidator, ValidationResult
from app.graph.limits.worker_thread import WorkerThread
from app.graph.reading.reader import Reader
from app.settings.caches import CacheShares
from app.settings.documents import DocumentSettings

MAX_DOCUMENTS = 2_000
MAX_REJECTED = 2_000
# Longer documents are validated in the worker thread: one may take 100 milliseconds.
LONG_DOCUMENT = 500


class DocumentCache:
    """One per schema and process. The reader keeps plans only for the documents in this cache."""

    def __init__(self, reader: Reader, settings: DocumentSettings, worker: WorkerThread) -> None:
        self._validator = DocumentValidator(reader.model, settings)
        self._max_cost = settings.max_cost
        self._reader = reader
        self._worker = worker
        shares = CacheShares.of(settings.cache_mib)
        self._valid: LruCache[tuple[str, bool], ValidationResult] = LruCache(
            MAX_DOCUMENTS, shares.documents, self._forget
        )
        self._rejected: LruCache[tuple[str, bool], ValidationResult] = LruCache(MAX_REJECTED, shares.rejected_documents)

    async def find(self, text: str, *, introspection: bool) -> ValidationResult:
        """Validate a document, or find it here. `introspection`: the caller may see the schema."""
        key = (text, introspection)
        found = self._valid.get(key) or self._rejected.get(key)
        if found is not None:
            return found
        if len(text) <= LONG_DOCUMENT:
            return self._keep(key, self._validator.validate(text, introspection=introspection))
        result = await self._worker.run(key, lambda: self._validator.validate(text, introspection=introspection))
        # Another request for the same document may have stored it.
        return self._valid.get(key) or self._keep(key, result)

    def find_sync(self, text: str, *, introspection: bool) -> ValidationResult:
        """The same without the worker thread, for code that may block the event loop."""
        key = (text, introspection)
        found = self._valid.get(key) or self._rejected.get(key)
        return found or self._keep(key, self._validator.validate(text, introspection=introspection))

    def may_run(self, text: str) -> bool:
        """Whether the document is valid for a caller who may see the schema. True for a long one that is not known."""
        known = len(text) <= LONG_DOCUMENT or self._rejected.get((text, True)) is not None
        return not known or self.find_sync(text, introspection=True).document is not None

    def cost_error(self, cost: int) -> GraphQLError | None:
        """The error for an operation that costs too much, if it does."""
        if cost <= self._max_cost:
            return None
        error = exceeded("cost", cost, self._max_cost)
        return GraphQLError(str(error), original_error=error)

    def _keep(self, key: tuple[str, bool], result: ValidationResult) -> ValidationResult:
        if result.document is None:
            self._rejected.put(key, result, result.weight)
        elif self._valid.put(key, result, result.weight):
            self._reader.learn(result.document)
        return result

    def _forget(self, result: ValidationResult) -> None:
        assert result.document is not None
        self._reader.forget(result.document)
