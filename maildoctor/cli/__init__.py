"""The command line: one file a command, loaded when called. The only place that prints and exits."""
