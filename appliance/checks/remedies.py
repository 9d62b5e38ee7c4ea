"""What to do when something that the monitoring looks at is bad."""

from __future__ import annotations

# Name of a probe, or how it begins -> what to do when it is bad.
REMEDIES = {
    "freeswitch": "Sur la machine : « systemctl status freeswitch », puis « systemctl restart freeswitch ».",
    "trunk_": "Vérifiez l'accès à Internet, puis l'état du trunk chez l'opérateur ; son mot de passe a pu changer.",
    "call_": "Demandez à l'opérateur si un appel vers vos propres numéros est permis, et s'il y montre votre numéro ; "
    "sinon, « Réglages », « Avant la nuit » : ôtez l'appel d'essai.",
    "takes_calls": "Quand vous le voulez, sur la machine : « sudo astreinte freeswitch resume ».",
    "boxes": "Sur la machine nommée : « astreinte health » ; si elle ne reviendra pas, « astreinte boxes forget ».",
    "controller": "Sur la machine : « systemctl restart astreinte » ; d'ici là le mode secours répond aux appels.",
    "web": "Sur la machine : « systemctl restart astreinte-web ».",
    "database": "Vérifiez le disque et la dernière sauvegarde ; « astreinte restore » la remet en place.",
    "settings": "Vérifiez la place sur le disque ; le contrôleur essaie de nouveau toutes les deux secondes. "
    "Son journal : « journalctl -u 'astreinte-controller@*' ».",
    "company": "Corrigez les réglages signalés plus bas.",
    "disk": "Libérez de la place : vieux messages, vieilles sauvegardes.",
    "records": "Rien n’est perdu : le contrôleur essaie de nouveau, et à chaque démarrage. Son journal dit pourquoi : "
    "« journalctl -u 'astreinte-controller@*' ».",
    "telling": "Écrivez [mail] dans le fichier de la machine, une adresse à chaque intervenant, ou « tell » à la "
    "ligne ; « astreinte outbox » dit ce qui a été répondu, « astreinte notify test » essaie.",
    "backup": "Sur la machine : « journalctl -u astreinte-backup » dit pourquoi ; corrigez, puis « systemctl start "
    "astreinte-backup », ou « ansible-playbook backup.yml ».",
    "outgoing": "Regardez les appels du jour : une fraude, une boucle, ou un jour hors du commun ? Si c'est voulu, "
    "relevez le plafond dans le fichier de la machine, [caps], puis « systemctl restart astreinte ».",
    "sounds": "Rien : le contrôleur les refait. Si cela dure : « astreinte prompts build », et la place sur le disque.",
    "clock_freeswitch": "Rien, si c'est récent ; sinon, ligne libre : « systemctl restart freeswitch ».",
    "clock": "Vérifiez les serveurs de temps : « chronyc tracking », « systemctl status chrony ».",
}


def remedy_of(name: str) -> str:
    """What to do when this probe is bad."""
    return next((remedy for start, remedy in REMEDIES.items() if name.startswith(start)), "")
