"""The commands of ``vnpolitext``, one a module; each is imported only when it is used."""

INTERRUPTED = 130  # exit status: what shells give a command that Ctrl-C ended
