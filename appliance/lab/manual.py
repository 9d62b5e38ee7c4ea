"""What a person may do to several boxes of a lab: whom to call, what to kill, freeze, drain. In French."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from appliance.lab.front import HOST
from appliance.lab.preparation import PreparedLab
from appliance.lab.several import SeveralBoxes


def manual(boxes: SeveralBoxes, numbers: Sequence[tuple[str, str]], pids: Mapping[str, int]) -> str:
    """A few lines. `numbers`: of each line, its name and a number of it; `pids`: the processes as they are now."""
    return "\n".join(_lines(boxes, numbers, pids))


def _lines(boxes: SeveralBoxes, numbers: Sequence[tuple[str, str]], pids: Mapping[str, int]) -> Iterator[str]:
    yield "À composer, depuis l'adresse d'un opérateur (--carrier) :"
    yield from (f"  sip:{number}@{HOST}:{boxes.front.port}  {line}" for line, number in numbers)
    for name, lab in boxes.labs.items():
        yield from _of_box(name, lab, {each: pid for each, pid in pids.items() if each.startswith(f"{name}/")})
    yield f"Le frontal : kill -9 {pids['front']} ; son journal, {boxes.front.log}"
    yield "Ce qui meurt est relancé après une seconde, sauf avec --no-restart. Ctrl-C arrête tout."


def _of_box(name: str, lab: PreparedLab, pids: Mapping[str, int]) -> Iterator[str]:
    every = " ".join(map(str, pids.values()))
    each = ", ".join(f"{program.partition('/')[2]} {pid}" for program, pid in pids.items())
    yield f"{name} : {each} ; SIP 127.0.0.1:{lab.ports.sip} ; pages http://{lab.config.web.host}:{lab.ports.web}/"
    yield f"  la tuer     kill -9 {every}"
    yield f"  la figer    kill -STOP {every}   (kill -CONT pour la réveiller)"
    yield f"  la vider    astreinte freeswitch pause --config {lab.config_file}"
    yield f"  la remettre astreinte freeswitch resume --config {lab.config_file}"
    yield f"  ses journaux {lab.log_dir}"
