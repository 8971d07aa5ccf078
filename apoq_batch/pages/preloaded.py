"""What the server loads from which workers are forked; nothing else imports this module.

Whatever is missing is told by the worker that needs it: a server that fails here would end
all workers, and so would Ctrl-C, which is for the run itself.
"""

import signal
from contextlib import suppress
from importlib import import_module

signal.signal(signal.SIGINT, signal.SIG_IGN)
for module in ("weasyprint", "apoq_batch.pages.pdf_files", "segno"):
    with suppress(Exception):
        import_module(module)
