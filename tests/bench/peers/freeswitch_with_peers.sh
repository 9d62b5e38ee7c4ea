#!/bin/sh
# FreeSWITCH on a copy of the box's configuration, with the peers' module and extensions: a box's own loads no module
# once it runs, and allows those that it uses alone. FREESWITCH_ITSELF: the program; PEERS_EXTENSIONS: a file.
case " $* " in *" -conf "*) ;; *) exec "$FREESWITCH_ITSELF" "$@" ;; esac
set -e
while [ "$1" != "-conf" ]; do set -- "$@" "$1"; shift; done
copy="$(dirname "$2")/run/peers"
rm -rf "$copy"
cp -r "$2" "$copy"
shift 2
sed -i 's#<load module="mod_dptools"/>#<load module="mod_lua"/>&#' "$copy/core.xml"
sed -i 's#<allow name="mod_dptools.answer.app"/>#<allow name="mod_lua.lua.app"/>&#' "$copy/switch.xml"
sed -i "/<context name=\"arrivals\">/r $PEERS_EXTENSIONS" "$copy/dialplan.xml"
exec "$FREESWITCH_ITSELF" -conf "$copy" "$@"
