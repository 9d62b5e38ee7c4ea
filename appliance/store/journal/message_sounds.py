"""The recordings of callers' messages, by the names that the journal gives them."""

from __future__ import annotations

from pathlib import Path

from appliance.store.errors import StoreError

UNERASABLE = "Le son de ce message ne peut pas être effacé ({}) : rien n’est supprimé ; vérifiez les droits du dossier."


def sound_path(folder: Path, file: str) -> Path | None:
    """The recording of this name, in the folder of recordings and nowhere else; None for what is no name of a file."""
    if file != Path(file).name or file in ("", ".", ".."):
        return None
    return (folder / file).absolute()


def erase_sound(folder: Path, file: str) -> None:
    """StoreError where it cannot be: what cannot be erased is not said to be."""
    path = sound_path(folder, file)
    if path is None:
        return
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(UNERASABLE.format(error.strerror)) from error
