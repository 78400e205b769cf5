"""The bundled checks, one file each. The registry finds them; nobody imports one by name."""
