"""The compiler of Coq: is it here, what does it say of a file, what does a theorem rest on."""
