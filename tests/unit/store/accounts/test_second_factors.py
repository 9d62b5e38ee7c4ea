"""Second factors: enciphered by a key of the machine, so that a copy of the database, or a backup, opens nothing."""

from __future__ import annotations

import gzip
import io
import shutil
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pyotp
import pytest
from click.testing import CliRunner

from appliance.commands import second_factors as commands
from appliance.commands.backup import restore_command
from appliance.config import Config, Switch, Trunk
from appliance.store.accounts.accounts import Account, Role, account_named, add_account
from appliance.store.accounts.tables import AccountRow
from appliance.store.database import close_database, open_database, writing
from appliance.store.errors import StoreError
from appliance.store.factor_keys import FILE, KEY, Keys, Unreadable, read_keys, write_keys
from appliance.store.second_factors import can_be_read, code_is_right, rotate, set_totp, settle, used_keys
from appliance.store.upkeep.backup import restore_backup, write_backup

NOW = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


class Machine:
    """A box, or another one; `julie` has a second factor on it."""

    def __init__(self, state: Path) -> None:
        state.mkdir(parents=True)
        self.config = Config(
            state=str(state),
            switch=Switch(esl_secret="a-secret-of-32-letters-or-so-000"),
            trunks=(Trunk(name="essai", proxy="127.0.0.1:5070"),),
        )
        self.keys = self.config.pages_dir
        self.database = open_database(self.config.database_url)

    def enrol(self, name: str = "julie") -> None:
        add_account(self.database, name, Role.MANAGER, None, by="essai", now=NOW)
        set_totp(self.database, self.keys, self.account(name), SECRET, now=NOW)

    def account(self, name: str = "julie") -> Account:
        return account_named(self.database, name)

    def lets_in(self, name: str = "julie") -> bool:
        """Whether the telephone of this person shows a code that opens; none is used up."""
        account = self.account(name)
        right = code_is_right(self.database, self.keys, account, pyotp.TOTP(SECRET).at(NOW), NOW)
        with writing(self.database):
            AccountRow.update(totp_last=0).execute(self.database)
        return right

    def file(self) -> Path:
        """A machine file for the commands."""
        path = Path(self.config.state) / "pages.toml"
        path.write_text(
            f'state = "{self.config.state}"\n[switch]\nesl_secret = "{self.config.switch.esl_secret}"\n'
            '[[trunks]]\nname = "essai"\nproxy = "127.0.0.1:5070"\n'
        )
        return path

    def files(self) -> dict[str, bytes]:
        """The bytes of everything under the state but the key."""
        found = [path for path in Path(self.config.state).rglob("*") if path.is_file() and path.name != FILE]
        return {path.name: path.read_bytes() for path in found}


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Machine]:
    box = Machine(tmp_path / "box")
    yield box
    close_database(box.database)


def test_the_database_holds_no_secret_and_the_telephone_s_code_opens(box: Machine) -> None:
    box.enrol()
    assert box.lets_in()
    assert [name for name, content in box.files().items() if SECRET.encode() in content] == []


def test_the_key_is_made_once_for_its_owner_alone(box: Machine) -> None:
    first = read_keys(box.keys)
    assert read_keys(box.keys) == first
    assert len(first.keys[0]) == KEY
    assert stat.S_IMODE((box.keys / FILE).stat().st_mode) == 0o600
    assert stat.S_IMODE(box.keys.stat().st_mode) == 0o700
    assert [path.name for path in box.keys.iterdir()] == [FILE]


def test_a_secret_given_to_another_account_in_the_database_opens_nothing(box: Machine) -> None:
    box.enrol()
    box.enrol("marc")
    stolen = box.account("julie").totp_secret
    with writing(box.database):
        AccountRow.update(totp_secret=stolen).where(AccountRow.name == "marc").execute(box.database)
    with pytest.raises(Unreadable):
        box.lets_in("marc")
    assert not can_be_read(box.keys, box.account("marc"))


def test_two_secrets_that_are_one_do_not_look_so(box: Machine) -> None:
    keys = read_keys(box.keys)
    assert keys.sealed("a", SECRET) != keys.sealed("a", SECRET)


def test_what_a_version_of_before_left_in_clear_is_enciphered_and_wiped(box: Machine) -> None:
    box.enrol()
    with writing(box.database):
        AccountRow.update(totp_secret=SECRET).execute(box.database)
    assert box.lets_in()  # before the pages start again, too
    tally = settle(box.database, read_keys(box.keys))
    assert (tally.sealed, tally.unreadable) == (["julie"], [])
    assert box.lets_in()
    assert [name for name, content in box.files().items() if SECRET.encode() in content] == []
    assert settle(box.database, read_keys(box.keys)).sealed == []


def test_another_key_lets_everybody_in_and_the_one_before_is_gone(box: Machine) -> None:
    box.enrol()
    box.enrol("marc")
    before = read_keys(box.keys)
    assert rotate(box.database, box.keys, bytes(KEY)).sealed == ["julie", "marc"]
    after = read_keys(box.keys)
    assert after.keys == (bytes(KEY),)
    assert used_keys(box.database) == {after.first: 2}
    assert box.lets_in()
    with pytest.raises(Unreadable):
        before.opened(box.account().id, box.account().totp_secret or "")


def test_a_key_put_at_the_top_of_the_file_enciphers_at_the_next_start(box: Machine) -> None:
    box.enrol()
    old = read_keys(box.keys)
    write_keys(box.keys, Keys((bytes(KEY), *old.keys)))
    assert box.lets_in()
    keys = read_keys(box.keys)
    assert settle(box.database, keys).sealed == ["julie"]
    assert used_keys(box.database) == {Keys((bytes(KEY),)).first: 1}


def test_a_rotation_cut_short_loses_nobody(box: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    box.enrol()
    with monkeypatch.context() as broken:
        broken.setattr("appliance.store.second_factors.settle", _raise)
        with pytest.raises(OSError, match="disk"):
            rotate(box.database, box.keys, bytes(KEY))
    assert box.lets_in()
    rotate(box.database, box.keys, bytes([1]) * KEY)
    assert box.lets_in()
    assert read_keys(box.keys).keys == (bytes([1]) * KEY,)


def _raise(*_: object) -> None:
    raise OSError("disk")


@pytest.mark.parametrize("text", ["", "\n", "pas une clé\n", "QUJD\n", "é" * 44])
def test_a_spoilt_file_of_keys_is_told_and_left_as_it_is(box: Machine, text: str) -> None:
    box.enrol()
    (box.keys / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(StoreError, match=r"second-factors\.key"):
        read_keys(box.keys)
    assert (box.keys / FILE).read_text(encoding="utf-8") == text


def test_a_key_that_cannot_be_read_or_made_is_a_sentence(box: Machine) -> None:
    box.enrol()
    (box.keys / FILE).unlink()
    (box.keys / FILE).mkdir()
    with pytest.raises(StoreError, match="compte des pages"):
        can_be_read(box.keys, box.account())


def test_a_backup_opens_nothing_on_another_machine_until_the_key_is_put_back(box: Machine, tmp_path: Path) -> None:
    box.enrol()
    archive = io.BytesIO()
    about = write_backup(box.config, archive, NOW)
    assert about["second_factor_keys"] == [read_keys(box.keys).first]
    content = archive.getvalue()
    assert (box.keys / FILE).read_bytes().strip() not in gzip.decompress(content)
    other = Machine(tmp_path / "other")
    restore_backup(other.config, io.BytesIO(content))
    assert not can_be_read(other.keys, other.account())
    told = CliRunner().invoke(commands.command, ["--config", str(other.file())])
    assert told.exit_code == 1
    assert "julie" in told.output
    assert "account reset" in told.output
    shutil.copy(box.keys / FILE, other.keys / FILE)
    assert other.lets_in()
    told = CliRunner().invoke(commands.command, ["--config", str(other.file())])
    assert told.exit_code == 0, told.output
    close_database(other.database)


def test_a_restoration_says_which_key_it_needs(box: Machine, tmp_path: Path) -> None:
    box.enrol()
    with (tmp_path / "saved").open("wb") as out:
        write_backup(box.config, out, NOW)
    told = CliRunner().invoke(restore_command, ["--yes", "--config", str(box.file()), str(tmp_path / "saved")])
    assert told.exit_code == 0, told.output
    assert f"clé {read_keys(box.keys).first}" in told.output


def test_the_command_changes_the_key_and_notes_it(box: Machine) -> None:
    box.enrol()
    before = read_keys(box.keys).first
    told = CliRunner().invoke(commands.command, ["rotate", "--config", str(box.file())])
    assert told.exit_code == 0, told.output
    assert read_keys(box.keys).first != before
    assert read_keys(box.keys).first in told.output
    assert box.lets_in()
