"""What guardrails.md asks and no program can see: printed after every check, to be ticked off by a person."""

BY_HAND: tuple[tuple[str, str], ...] = (
    ("G10", "Elk advies is iets wat de lezer morgen kan doen of zeggen."),
    ("G13", "Ook als er ongezien dwang of geweld speelt, is elk advies veilig."),
    ("G15", "De bron zegt echt wat er staat; geen zin is overgeschreven."),
    ("G17", "Niets komt uit het leven van een bestaand gezin."),
    ("G21", "Nergens een diagnose of juridisch oordeel."),
    ("G22", "Klopt het advies ook voor een gezin uit je eigen buurt?"),
    ("G24", "De lezer ziet ook wat gezin of jongere zelf al kan."),
    ("G25", "Iemand uit de praktijk las mee, bij gevaar een deskundige."),
)
