"""Real mail servers in network namespaces, for tests that must not believe a stand-in.

world      the nouns: what a made-up provider offers
worlds     healthy providers of different kinds         faults   providers with one fault each
pairs      which settings work in a world, computed     trial    try settings with the standard library
lab        start, stop, run a command at the client's place, read the logins, change the place
place      ask names, reach ports                       fixture  the lab for a pytest session

The rest is how it is done: session (names, clean-up), network, slow_cable, names (nsd, unbound), dovecot, mailboxes,
oauth, postfix, certificates, logins, stdlib_client. `install.sh` installs the servers on Debian.
"""
