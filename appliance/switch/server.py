"""The outbound server: FreeSWITCH connects here, once for each leg that reaches `socket`, and each has its greenlet."""

from __future__ import annotations

import errno
import ipaddress
import logging
from collections.abc import Callable, Sequence

import gevent
from gevent import socket
from gevent.pool import Pool
from gevent.server import StreamServer

from appliance.run_forever import told_without_message
from appliance.switch.transport import Disconnected, LegSocket, PortInUse, UnsafeText

log = logging.getLogger(__name__)

HOST = "127.0.0.1"  # this port has no password: never another address
CONNECT_SECONDS = 3.0


class OutboundServer:
    """Listens on loopback and hands each leg to `handle`, in a greenlet of its own.

    Whatever `handle` does, return or raise, the leg ends with `exit`: still alive, it goes on in the dialplan.
    Above `max_connections` a leg is sent there at once.
    """

    def __init__(
        self,
        ports: Sequence[int],
        handle: Callable[[LegSocket], None],
        *,
        max_connections: int = 400,
        connect_seconds: float = CONNECT_SECONDS,
    ) -> None:
        self.port = 0
        self.legs: set[LegSocket] = set()
        self._ports = tuple(ports)
        self._handle = handle
        self._max = max_connections
        self._connect_seconds = connect_seconds
        self._pool = Pool()
        self._server: StreamServer | None = None

    def start(self) -> int:
        """Listen on the first free port of the list and return it. Raises PortInUse when none is free."""
        for port in self._ports:
            if listener := _listener(port):
                self._server = StreamServer(listener, self._serve, spawn=self._pool)
                self._server.start()
                self.port = self._server.server_port
                return self.port
        names = ", ".join(str(port) for port in self._ports)
        raise PortInUse(f"Aucun port libre parmi {names} : arrêtez ce qui les occupe ou changez socket_ports")

    def stop_accepting(self) -> None:
        """Close the listening socket: FreeSWITCH then tries its other port. Legs already here are served on."""
        server, self._server = self._server, None
        if server is None:
            return
        while arrived := server.do_read():  # already connected in the backlog: closing would strand them
            server.do_handle(*arrived)
        server.close()

    def wait_until_all_have_arrived(self) -> None:
        """Wait until every leg accepted is in the hands of `handle`, or has given up: 3 s at most."""
        with gevent.Timeout(self._connect_seconds, False):
            while len(self._pool) > len(self.legs):
                gevent.sleep(0.02)

    def join(self, timeout: float | None = None) -> bool:
        """Wait until no leg is being served. False: some still are after `timeout` seconds."""
        return bool(self._pool.join(timeout=timeout))

    def _serve(self, peer: socket.socket, address: tuple[str, int]) -> None:
        if not ipaddress.ip_address(address[0]).is_loopback:
            log.warning("Connexion refusée sur le port %d : elle ne vient pas de cette machine", self.port)
            return
        leg = LegSocket(address, peer)
        try:
            leg.connect(self._connect_seconds)
            self._take(leg)
        except (Disconnected, UnsafeText) as error:
            log.info("Branche perdue à son arrivée : %s", type(error).__name__)
        finally:
            leg.close()

    def _take(self, leg: LegSocket) -> None:
        if len(self.legs) >= self._max:
            log.error("%d branches servies à la fois : la suivante est laissée au plan de secours", self._max)
            return
        self.legs.add(leg)
        try:
            self._handle(leg)
        except gevent.GreenletExit:
            raise
        except Disconnected:
            log.info("Branche %s terminée", leg.uuid)
        except BaseException as error:  # noqa: BLE001 - gevent.Timeout too: one leg's fault is not the others'
            log.error("Branche %s laissée au plan de secours : %s", leg.uuid, told_without_message(error))
        finally:
            self.legs.discard(leg)


def _listener(port: int) -> socket.socket | None:
    """A listening socket on this port, or None when it is taken."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        if error.errno not in (errno.EADDRINUSE, errno.EACCES):
            raise
        return None
    return listener
