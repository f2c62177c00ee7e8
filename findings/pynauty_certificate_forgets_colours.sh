#!/usr/bin/env bash
# Library:  pynauty 2.8.8.1 (the package pynauty-prebuilt)
# Expected: pynauty serves to test coloured graphs for isomorphism; `certificate` is described as
#           computed from the canonical labelling. One takes it for a key: equal if and only if
#           isomorphic.
# Happens:  The certificate has the edges and not the sizes of the colour classes. Three vertices
#           without edges, coloured 1 + 2 or 2 + 1 or all alike, have one certificate, although
#           `isomorphic` says False.
# Matters:  A canonical form wants a key for a dictionary, not a comparison of pairs. With
#           certificates as keys, different monomials become one term, and an identity that is false
#           is proved. The sizes of the classes must go into the key.
# Seen:
#   1 + 2 and 2 + 1: equal certificates: True
#   1 + 2 and 2 + 1: isomorphic: False
#   1 + 2 and uncoloured: equal certificates: True
#   1 + 2 and uncoloured: isomorphic: False
#   a path with its end or its middle coloured: equal certificates: False
set -euo pipefail

place="$(mktemp -d)"
trap 'rm -rf "$place"' EXIT
cd "$place"
unset PYTHONPATH
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check pynauty-prebuilt==2.8.8.1 ||
  { echo 'not run: the packages could not be installed' >&2; exit 2; }
venv/bin/python - <<'PYTHON'
import sys

from pynauty import Graph, certificate, isomorphic


def seen(what, value, described):
    print(f"{what}: {value}")
    if value != described:
        sys.exit(f"changed: {what} is {value}, described as {described}")


one_two = Graph(3, vertex_coloring=[{0}, {1, 2}])
two_one = Graph(3, vertex_coloring=[{0, 1}, {2}])
plain = Graph(3)
seen("1 + 2 and 2 + 1: equal certificates", certificate(one_two) == certificate(two_one), True)
seen("1 + 2 and 2 + 1: isomorphic", isomorphic(one_two, two_one), False)
seen("1 + 2 and uncoloured: equal certificates", certificate(one_two) == certificate(plain), True)
seen("1 + 2 and uncoloured: isomorphic", isomorphic(one_two, plain), False)
path = Graph(3, adjacency_dict={0: [1], 1: [2]}, vertex_coloring=[{0}, {1, 2}])
moved = Graph(3, adjacency_dict={0: [1], 1: [2]}, vertex_coloring=[{1}, {0, 2}])
seen(
    "a path with its end or its middle coloured: equal certificates",
    certificate(path) == certificate(moved),
    False,
)
PYTHON
