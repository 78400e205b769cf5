"""Reading what people paste: an error of a client, a server's reply, a whole bounce. Pure."""
