"""How long telephones ring and are listened to, in seconds: the same for the script on FreeSWITCH, for its simulation
and for the list that FreeSWITCH follows alone (freeswitch/dialplan.xml is held to them by a test).
"""

from __future__ import annotations

PROGRESS_SECONDS = 10  # a mobile may take so long to begin ringing
CONFIRM_SECONDS = 20  # without a key, from the end of the first hearing, or of the one that a key asked for
AGAIN_SECONDS = 1.5  # of silence after what was said, before it is said again
LAST_WHISPER_SECONDS = 15  # for an agent who is listening when the wait is over (design, law 2)
ROUND_SECONDS = 5.0  # no round is shorter: a busy mobile is not dialled ten times in a second
FORWARD_SECONDS = 30  # the telephones of an office, rung together
LAST_RESORT_SECONDS = 25
