"""The commands of ``vnpolitext``, one a module; each is imported only when it is used."""
