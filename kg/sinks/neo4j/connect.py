"""Reaching a Neo4j database: addresses, credentials, time-outs, versions, and other people's errors in our words.

Knows nothing of what is read and written.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlsplit

from kg.errors import TargetError, passing, wrong_use

SCHEMES = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")
_TRIES = 6  # of a batch that the server took back whole: a deadlock, a leader that changed


@dataclass(frozen=True, slots=True)
class Address:
    """Where a database is and who asks.  `password_env` names the variable that holds the password; without a user there is no login."""

    uri: str
    user: str = ""
    password_env: str = "NEO4J_PASSWORD"
    database: str = ""
    timeout: float = 15.0  # seconds to connect


def is_uri(target: str) -> bool:
    """Whether a target is a database rather than a file."""
    return target.partition("://")[0].lower() in SCHEMES and "://" in target


def checked(address: Address, environment: Mapping[str, str] | None = None) -> tuple[str, str] | None:
    """The user and password, None for none; raises TargetError for an address or credentials that cannot work."""
    password = (os.environ if environment is None else environment).get(address.password_env, "")
    if fault := _fault(address, password):
        raise wrong_use(TargetError(f"{without_secret(address.uri)}: {fault}"))
    return (address.user, password) if address.user else None


def _fault(address: Address, password: str) -> str:
    """What is wrong with an address or its credentials; "" for nothing."""
    try:
        parts = urlsplit(address.uri)
        named, _ = parts.hostname, parts.port
        (named or "").encode("idna")  # as the driver will; a UnicodeError is a ValueError
    except ValueError as error:
        return f"no address: {error}; write one as neo4j://localhost:7687"
    if not is_uri(address.uri) or not named:
        return "no address of a Neo4j database; write one as neo4j://localhost:7687"
    if parts.username or parts.password:
        return f"names a user; give it with --user or KG_NEO4J_USER, and the password in {address.password_env}"
    if parts.path not in ("", "/") or parts.query:
        return "has more than host and port; name the database with --database"
    if address.database.lower() == "system":
        return "the database system holds no graphs; choose another with --database"
    if address.user and not password:
        return f"there is no password for the user {address.user} in the environment; set {address.password_env}"
    return ""


def bring_driver() -> None:
    """Imports the driver, but not numpy, pandas and pyarrow, which it imports where it can: that takes longer than a load that changes nothing.

    For a process of our own: afterwards the driver takes no values of theirs as parameters."""
    import sys

    away = [name for name in ("numpy", "pandas", "pyarrow") if name not in sys.modules]
    if "neo4j" in sys.modules:
        return
    for name in away:
        sys.modules[name] = None  # type: ignore[assignment]  # Python's way to say that there is none
    try:
        import neo4j  # noqa: F401
    finally:
        for name in away:
            del sys.modules[name]


def without_secret(uri: str) -> str:
    """The address without user and password, for messages."""
    return re.sub(r"//[^/@]*@", "//", uri)


class Database:
    """One open database.  A context manager; raises TargetError for everything that goes wrong with it.

    The parameters of a query reach it as one map, $p: of a list that is a parameter by itself Neo4j notes the size, and plans the query anew for
    each power of ten."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self.name = without_secret(address.uri)
        self._auth = checked(address)
        self._driver: Any = None
        self.version: tuple[int, ...] = ()

    def __enter__(self) -> Self:
        import neo4j

        # What goes wrong is explained here; without a handler Python prints the driver's warnings as well.
        logging.getLogger("neo4j").addHandler(logging.NullHandler())
        with self.explained():
            self._driver = neo4j.GraphDatabase.driver(
                self.address.uri,
                auth=self._auth,
                connection_timeout=self.address.timeout,
                connection_acquisition_timeout=2 * self.address.timeout,
                notifications_min_severity="OFF",
                user_agent="kg",
            )
            try:
                self._check_version()
            except BaseException:
                self._driver.close()
                raise
        return self

    def __exit__(self, *_: object) -> None:
        self._driver.close()

    def session(self, **options: Any) -> Any:
        """A session of the driver on this database."""
        return self._driver.session(database=self.address.database or None, fetch_size=10_000, **options)

    def read(self, query: str, **parameters: Any) -> list[list[Any]]:
        """The rows of a query that changes nothing."""
        with self.explained(), self.session(default_access_mode="READ") as session:
            return [record.values() for record in self._retried(lambda: list(session.run(query, p=parameters)))]

    def write(self, query: str, **parameters: Any) -> tuple[list[list[Any]], Any]:
        """(rows, counters) of a query in a transaction of its own, that either happens once or raises.

        Sent again only where the server says that it took it back: where a connection broke, nobody knows, and the buckets
        of fingerprints tell the next load to look."""
        with self.explained(), self.session() as session:

            def run() -> tuple[list[list[Any]], Any]:
                result = session.run(query, p=parameters)
                rows = [record.values() for record in result]
                return rows, result.consume().counters

            found: tuple[list[list[Any]], Any] = self._retried(run)
            return found

    def _retried(self, run: Callable[[], Any]) -> Any:
        import time

        from neo4j.exceptions import TransientError

        for left in reversed(range(_TRIES)):
            try:
                return run()
            except TransientError as error:
                if not left or "OutOfMemory" in (error.code or "") or "DiskSpace" in (error.code or ""):
                    raise
                time.sleep(0.05 * (_TRIES - left))

    def _check_version(self) -> None:
        kernel = self._told_version()
        rows: list[list[Any]] = []
        if kernel is None:
            rows = self.read("CALL dbms.components() YIELD name, versions RETURN name, versions[0]")
            kernel = next((version for name, version in rows if name == "Neo4j Kernel"), None)
        if kernel is None:
            raise TargetError(
                f"{self.name}: not Neo4j but {rows[0][0] if rows else 'something else'}; kg load speaks to Neo4j 5.26 or later"
            )
        self.version = tuple(int(part) for part in re.findall(r"\d+", kernel)[:2])
        if self.version < (5, 26):
            raise TargetError(
                f"{self.name}: runs Neo4j {kernel}, which cannot take relationship types as data; upgrade to 5.26 LTS or later, or use kg export"
            )

    def _told_version(self) -> str | None:
        """What a server says of itself when one connects, which costs no query; None where that may not be Neo4j: others say "compatible"."""
        with self.explained():
            agent: str = self._driver.get_server_info().agent
        told = re.fullmatch(r"Neo4j/(\d+\.\d+[\w.+-]*)", agent)
        return told[1] if told else None

    @contextmanager
    def explained(self) -> Iterator[None]:
        """Errors of the driver and the server become TargetError, in one line with a remedy."""
        import ssl

        from neo4j.exceptions import DriverError, Neo4jError

        try:
            yield
        except (DriverError, Neo4jError, OSError, ssl.SSLError) as error:
            told = TargetError(f"{self.name}: {_told(error, self.address)}")
            away = error.is_retryable() if isinstance(error, DriverError | Neo4jError) else not isinstance(error, ssl.SSLError)
            raise (passing(told) if away else told) from error


# Codes of the server (their ends), and what to do about them.
_REMEDIES = {
    "Security.Unauthorized": "the server refuses the user {user} or the password; check --user and the variable {password_env}",
    "Security.AuthenticationRateLimit": "too many wrong passwords; wait a little, then check the variable {password_env}",
    "Security.CredentialsExpired": "the password must be changed first; do so in Neo4j Browser or cypher-shell",
    "Security.Forbidden": "the user may not do this; give it the rights to read, write, and make constraints and indexes",
    "Database.DatabaseNotFound": "there is no database {database}; choose one with --database",
    "General.ForbiddenOnReadOnlyDatabase": "the database can only be read; make it writable or choose another",
    "Statement.AccessMode": "the database can only be read; make it writable or choose another",
    "Cluster.NotALeader": "this member of the cluster cannot write; use neo4j:// instead of bolt://",
    "Schema.ConstraintValidationFailed": "a constraint in the database refuses what kg writes; drop it, or use another database",
    "General.OutOfDiskSpace": "the server's disk is full; free some space, then run again",
    "Transaction.TransactionLogError": "the server cannot write its log, as when its disk is full; mend that and restart it, then run again",
    "Transaction.TransactionStartFailed": "the server stopped this database after a grave error, such as a full disk; mend that and restart it, then run again",
    "General.MemoryPoolOutOfMemoryError": "the server has too little memory for a transaction; raise db.memory.transaction.total.max",
    "General.TransactionOutOfMemoryError": "the server has too little memory for a transaction; raise db.memory.transaction.total.max",
    "General.OutOfMemoryError": "the server is out of memory; raise server.memory.heap.max_size",
    "Schema.TokenLimitReached": "the database has no room for more relationship types or property names; use another database",
    "General.DatabaseUnavailable": "the database is not available; start it, then run again",
}


def _told(error: Exception, address: Address) -> str:
    from neo4j.exceptions import AuthError, ConfigurationError, Neo4jError, ServiceUnavailable, SessionExpired

    said = " ".join(str(getattr(error, "message", None) or error).split())[:200]
    code = getattr(error, "code", None) or ""
    if not address.user and (code.endswith("Security.Unauthorized") or isinstance(error, AuthError)):
        return f"the server wants a login; name the user with --user and set {address.password_env}"
    given = {"user": address.user, "database": address.database or "for this user", "password_env": address.password_env}
    for end, remedy in _REMEDIES.items():
        if code.endswith(end):
            told = remedy.format(**given)
            return f"{told} (Neo4j says: {said})" if "Constraint" in end or "Forbidden" in end else told
    if "No space left" in said:
        return _REMEDIES["General.OutOfDiskSpace"]
    if "ead-only" in said or "read only" in said:
        return _REMEDIES["Statement.AccessMode"] + f" (Neo4j says: {said})"
    if isinstance(error, AuthError):
        return _REMEDIES["Security.Unauthorized"].format(**given)
    if isinstance(error, ConfigurationError):
        return f"cannot be used as an address: {said}"
    if isinstance(error, ServiceUnavailable) and "+s" in address.uri.partition("://")[0]:
        return "cannot be reached with encryption; start Neo4j there, check host and port, or leave out +s where the server has no certificate, then run again"
    if isinstance(error, ServiceUnavailable | SessionExpired | OSError):
        return "cannot be reached, or went away; start Neo4j there or check host and port, then run again (what was half done is mended by the next load)"
    if isinstance(error, Neo4jError):
        return f"Neo4j refused: {said} ({code}); mend that, then run again"
    return f"the driver failed: {said}; run again"
