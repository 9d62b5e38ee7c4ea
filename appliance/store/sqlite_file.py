"""The file of a SQLite database: there or not, and whose."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

from playhouse import db_url

from appliance.store.errors import NoDatabase, StoreError, StoreUnavailable

SHARED = 0o660  # less the umask of who makes it


def refuse_memory(url: str) -> None:
    """StoreError for the address of a database that no other process would see."""
    if str(db_url.parse(url)["database"]) == ":memory:":
        raise StoreError("Une base en mémoire ne se partage pas ; écrivez sqlite:////dossier/astreinte.db.")


def settle_file(path: Path, create: bool) -> None:
    """See that a file is there, or may be made, and that whoever shares its folder may use it. StoreError.

    `create` False: NoDatabase where it is not there.
    """
    is_there, is_folder = _look_at(path)
    if not create and not is_there:
        raise NoDatabase(f"{path} : il n'y a pas de base de données ici ; vérifiez le chemin.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"{path.parent} : dossier impossible à créer ({error.strerror}) ; vérifiez les droits."
        ) from error
    if is_folder:
        raise StoreError(f"{path} est un dossier ; donnez le chemin d'un fichier.")
    with suppress(OSError):  # another account's, or a disk that says no: SQLite then tells in its own words
        _share(path)


def _look_at(path: Path) -> tuple[bool, bool]:
    """Whether there is something, and whether that is a folder. StoreUnavailable where this account may not look."""
    try:
        return True, stat.S_ISDIR(path.stat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return False, False
    except OSError as error:
        raise StoreUnavailable(
            f"{path} : la base de données ne peut pas être ouverte ({error.strerror}) ; vérifiez les droits."
        ) from error


def _share(path: Path) -> None:
    """Whoever may write in the folder may write in the database: SQLite would make its files its owner's alone.

    The pages of a box are another account than the controller, in the group of that folder. OSError.
    """
    with suppress(FileExistsError):  # never opened: to close it would let go of the locks that we hold on it
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, SHARED))
    if path.parent.stat().st_mode & stat.S_IRWXG != stat.S_IRWXG:
        return
    for file in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
        if file.exists() and file.stat().st_mode & SHARED != SHARED:
            file.chmod(stat.S_IMODE(file.stat().st_mode) | SHARED)
