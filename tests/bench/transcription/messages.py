"""What callers of an invented lift and cold-room company might say after the tone, and what it expects of them."""

from __future__ import annotations

URGENT = ("fuite", "gaz", "incendie", "ascenseur bloqué", "inondation", "fumée", "coincée", "court-circuit")
PLACES = ("Thermoclim", "Montreuil", "Vincennes", "Bagnolet", "résidence des Lilas", "Hôtel Bellevue")
THINGS = ("groupe froid", "monte-charge", "chambre froide", "VMC")
PEOPLE = ("Claire Durand", "Julie Martin", "Hugo Petit")
NAMES = f"{', '.join([*PLACES, *THINGS, *PEOPLE])}."
EXPECTED = f"{', '.join([*PLACES, *THINGS, *URGENT, *PEOPLE])}."  # as the product tells the recogniser
MESSAGES = (
    "Bonjour, il y a une fuite dans le couloir du deuxième étage, l'eau coule sous la porte. Rappelez-moi vite, merci.",
    "Oui bonjour, c'est la résidence des Lilas à Montreuil. L'ascenseur bloqué depuis midi est toujours en panne.",
    "Bonsoir, je voudrais un devis pour le remplacement d'un monte-charge. Rien ne presse, la semaine prochaine ira.",
    "Ça sent le gaz dans la cave, près de la chaudière. J'ai fermé la vanne, mais je préfère que quelqu'un passe.",
    "Bonjour, Madame Lenoir, de la boulangerie de Vincennes. La chambre froide ne descend plus en température.",
    "Je vous appelle pour déplacer le rendez-vous de mardi matin. Est-ce que jeudi après-midi vous conviendrait ?",
    "Il y a de la fumée qui sort de l'armoire électrique, au sous-sol. Nous avons coupé le courant.",
    "Bonjour, ici l'Hôtel Bellevue. La porte du parking ne s'ouvre plus et deux clients attendent leur voiture.",
    "Le technicien est passé hier, et le bruit recommence. C'est le groupe froid du fond, celui qui est près du quai.",
    "Bonsoir, une dame est coincée dans l'ascenseur du bâtiment B. Elle va bien, mais elle est enceinte.",
    "Je n'ai pas reçu la facture du mois dernier. Pouvez-vous me la renvoyer à la même adresse ? Merci beaucoup.",
    "Attention, il y a eu un début d'incendie dans le local à poubelles. Les pompiers viennent de repartir.",
    "La ventilation fait un bruit terrible depuis ce matin. On ne s'entend plus dans les bureaux du troisième étage.",
    "Bonjour, je suis le gardien. Les clés sont chez la voisine du premier, vous pouvez passer quand vous voulez.",
    "C'est une inondation, le parking est sous l'eau et l'ascenseur s'est arrêté. Venez vite, s'il vous plaît.",
    "Bonjour, Claire Durand m'avait dit de rappeler ce soir. Il manque une pièce, et le chantier est arrêté.",
    "Nous fermons pendant les vacances. Merci de ne pas livrer avant le retour du magasinier, début septembre.",
    "L'alarme du congélateur sonne, il est à moins dix, et il était à moins vingt ce matin. Il y a du poisson dedans.",
    "Je crois qu'il y a eu un court-circuit. Plus rien ne marche dans la cuisine, et le disjoncteur ne tient pas.",
    "Bonjour, je voudrais savoir si vous entretenez aussi les portails automatiques, dans la région de Bagnolet.",
    "Mon fils a laissé son sac dans la cabine. Si quelqu'un le trouve, appelez-moi, je suis au bureau jusqu'au soir.",
    "La climatisation goutte sur le comptoir de la pharmacie. J'ai mis un seau, mais cela ne suffira pas pour la nuit.",
    "Rien de grave, le voyant orange clignote sur le tableau. J'aimerais seulement savoir ce que cela veut dire.",
    "Le monte-charge est resté entre deux étages avec la palette. Personne n'est dedans, mais le camion attend.",
)
