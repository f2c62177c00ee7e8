"""Options that several commands have, declared once.

Dictionary
    Ids                 the items or claims that are meant
    Jobs, Seconds       processes, and the time for each claim
    MethodNames         the only methods that are asked
    LedgerFolder        another ledger
    Json                where JSON goes
    Approximation       how exp is approximated
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Ids = Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="Items or claims; all, if none.")]
Jobs = Annotated[int | None, typer.Option("--jobs", "-j", min=1, help="Processes; as many as cores by default.")]
Seconds = Annotated[float, typer.Option("--seconds", min=0.001, help="Time for each claim.")]
MethodNames = Annotated[list[str] | None, typer.Option("--method", metavar="M", help="Only this method; may repeat.")]
LedgerFolder = Annotated[
    Path | None, typer.Option("--ledger", metavar="NAME|DIR", help="Another ledger: by name, or a folder of yours.")
]
Json = Annotated[str | None, typer.Option("--json", metavar="FILE|-", help="Write JSON here; - is stdout.")]
Approximation = Annotated[str, typer.Option("--method", metavar="M", help="minimax, chebyshev or taylor.")]
