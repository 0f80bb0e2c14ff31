"""Ask whether a server answers, with a time limit that holds."""

from __future__ import annotations

import threading
import urllib.error
import urllib.request


def reachable(url: str, *, seconds: float = 3.0) -> bool:
    """Tell whether a server answers within seconds; the model hub's own client tries for a minute."""
    answers: list[bool] = []

    def probe() -> None:
        try:
            urllib.request.urlopen(urllib.request.Request(url, method="HEAD"), timeout=seconds).close()
        except urllib.error.HTTPError:
            pass  # a refusal is an answer
        except Exception:  # no network, no such name, or blocked
            return
        answers.append(True)

    # In a thread, because looking up a name knows no time limit.
    thread = threading.Thread(target=probe, daemon=True)
    thread.start()
    thread.join(seconds)
    return bool(answers)
