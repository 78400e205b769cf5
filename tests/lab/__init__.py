"""Real mail servers in network namespaces, for tests that must not believe a stand-in.

world      the nouns: what a made-up provider offers
worlds     healthy providers of different kinds         faults   providers with one fault each
discovery_worlds  one source alone tells the settings   conflict_worlds  a source tells what is not true
hoster_worlds     customers of hosters, real names      moving_worlds    in the middle of a move
road_worlds       records of the domain broken in one way, each beside a healthy twin
pairs      which settings work in a world, computed     trial    try settings with the standard library
lab        start, stop, run a command at the client's place, read logins and web requests, change the place
place      ask names, reach ports                       browse   ask web servers
fixture    the labs for a pytest session

The rest is how it is done: session (names, clean-up), network, slow_cable, names (nsd, unbound), signing, memory,
reverse, pins, published, draft, dovecot, mailboxes, oauth, postfix, certificates, logins, web and web_server,
documents, sources, stdlib_client. `install.sh` installs the servers on Debian.
"""
