"""A censored internet in a box: network namespaces, real servers and a censor, described by one TOML file.

Reading order: scenario (the file), topology (the network), dns and web (its servers), censor (who interferes),
client (the home), lab (puts them together), sandbox (keeps it all away from the host), measure and compare
(what the probe said, what was expected), commands (what people type).
"""
