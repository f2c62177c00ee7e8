"""Canonical labelling: equal keys exactly for monomials that a renaming of summed indices makes equal."""

from __future__ import annotations

from itertools import combinations, permutations
from time import perf_counter
from unittest import mock

from hypothesis import given
from hypothesis import strategies as st

from lora_symbolic.language import size
from lora_symbolic.proving.index_form import labelling
from lora_symbolic.proving.index_form.atoms import DELTA, Entry, Monomial, simple_head
from lora_symbolic.proving.index_form.index import Index
from lora_symbolic.proving.index_form.labelling import monomial_key

Edges = tuple[tuple[int, int], ...]


def graph_monomial(edges: Edges, order: list[int] | None = None, symmetric: bool = False) -> Monomial:
    """The product of S[i, j] over the edges, every index summed; `order` renames the indices."""
    count = 1 + max(max(edge) for edge in edges)
    indices = [Index(size("n"), free=False) for _ in range(count)]
    named = [indices[k] for k in (order or range(count))]
    out: Monomial = {}
    head = simple_head(Entry, ("S",))
    for i, j in edges:
        for one, other in ((i, j), (j, i)) if symmetric else ((i, j),):
            factor = (head, (named[one], named[other]))
            out[factor] = out.get(factor, 0) + 1
    return out


def isomorphic(left: Edges, right: Edges) -> bool:
    """By trying every renaming."""
    count = 1 + max(max(edge) for edge in left)
    if count != 1 + max(max(edge) for edge in right):
        return False
    wanted = sorted(right)
    return any(sorted((p[i], p[j]) for i, j in left) == wanted for p in permutations(range(count)))


def compact(edges: list[tuple[int, int]]) -> Edges:
    """The vertices numbered without gaps."""
    names = {v: k for k, v in enumerate(sorted({v for edge in edges for v in edge}))}
    return tuple((names[i], names[j]) for i, j in edges)


graphs = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=7).map(compact)


@given(graphs, graphs)
def test_keys_agree_exactly_when_a_renaming_does_it(left: Edges, right: Edges) -> None:
    same_key = monomial_key(graph_monomial(left), {}) == monomial_key(graph_monomial(right), {})
    assert same_key == isomorphic(left, right)


coloured = st.lists(st.tuples(st.sampled_from("AAABCD"), st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=6)


def coloured_monomial(edges: list[tuple[str, int, int]]) -> Monomial:
    """The product of entries of several matrices, every index summed."""
    named = [Index(size("n"), free=False) for _ in range(4)]
    out: Monomial = {}
    for name, i, j in edges:
        factor = (simple_head(Entry, (name,)), (named[i], named[j]))
        out[factor] = out.get(factor, 0) + 1
    return out


@given(coloured, coloured, st.permutations([0, 1, 2, 3]))
def test_nor_are_keys_lost_where_some_matrices_occur_once(
    left: list[tuple[str, int, int]], other: list[tuple[str, int, int]], order: list[int]
) -> None:
    turned = [(name, order[i], order[j]) for name, i, j in left]
    for right in (other, turned, [*turned[1:], (turned[0][0], turned[0][2], turned[0][1])]):
        wanted = sorted(right)
        renamings = permutations(range(4))
        alike = any(sorted((name, p[i], p[j]) for name, i, j in left) == wanted for p in renamings)
        same_key = monomial_key(coloured_monomial(left), {}) == monomial_key(coloured_monomial(right), {})
        assert same_key == alike


@given(graphs, graphs)
def test_nor_does_it_matter_that_chains_are_one_edge(left: Edges, right: Edges) -> None:
    with mock.patch.object(labelling, "MANY", 0):
        same_key = monomial_key(graph_monomial(left), {}) == monomial_key(graph_monomial(right), {})
    assert same_key == isomorphic(left, right)


@given(st.lists(st.booleans(), min_size=2, max_size=8), st.lists(st.booleans(), min_size=2, max_size=8))
def test_a_chain_reads_the_same_from_both_ends_and_only_so(left: list[bool], right: list[bool]) -> None:
    def chain(turns: list[bool]) -> Edges:
        return tuple((k + 1, k) if turn else (k, k + 1) for k, turn in enumerate(turns))

    with mock.patch.object(labelling, "MANY", 0):
        same_key = monomial_key(graph_monomial(chain(left)), {}) == monomial_key(graph_monomial(chain(right)), {})
    assert same_key == (right in (left, [not turn for turn in reversed(left)]))


@given(graphs, st.randoms(use_true_random=False))
def test_the_key_survives_renaming_and_reordering(edges: Edges, random: object) -> None:
    count = 1 + max(max(edge) for edge in edges)
    order = list(range(count))
    random.shuffle(order)  # type: ignore[attr-defined]
    shuffled = list(edges)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert monomial_key(graph_monomial(edges), {}) == monomial_key(graph_monomial(tuple(shuffled), order), {})


def test_complete_graphs_have_one_key_under_every_renaming() -> None:
    for n in range(2, 8):
        edges = tuple(combinations(range(n), 2))
        keys = {
            monomial_key(graph_monomial(edges, list(order), True), {}) for order in list(permutations(range(n)))[:24]
        }
        assert len(keys) == 1


def test_an_edge_less_changes_the_key_of_a_complete_graph() -> None:
    edges = tuple(combinations(range(6), 2))
    assert monomial_key(graph_monomial(edges, None, True), {}) != monomial_key(
        graph_monomial(edges[1:], None, True), {}
    )


def gram_monomial(n: int) -> Monomial:
    """The product over the edges of K_n of sum_k X[i, k] X[j, k]: a symmetric graph with an index on every edge."""
    head = simple_head(Entry, ("X",))
    corners = [Index(size("n"), free=False) for _ in range(n)]
    out: Monomial = {}
    for i, j in combinations(range(n), 2):
        middle = Index(size("m"), free=False)
        out[head, (corners[i], middle)] = 1
        out[head, (corners[j], middle)] = 1
    return out


def test_subdivided_complete_graphs_up_to_seven_stay_within_the_search_limit() -> None:
    for n in range(3, 8):
        first = perf_counter()
        one = monomial_key(gram_monomial(n), {})
        assert one == monomial_key(dict(reversed(gram_monomial(n).items())), {})
        assert perf_counter() - first < 20  # a search without pruning takes 7! leaves


def test_ranges_tell_indices_apart() -> None:
    head = simple_head(Entry, ("S",))
    first, second = (Index(size(name), free=False) for name in ("m", "n"))
    one: Monomial = {(head, (first, first)): 1}
    other: Monomial = {(head, (second, second)): 1}
    assert monomial_key(one, {}) != monomial_key(other, {})


def test_free_indices_are_not_renamed() -> None:
    head = simple_head(Entry, ("S",))
    i, j = Index(size("n")), Index(size("n"))
    labels = {i: 0, j: 1}
    assert monomial_key({(head, (i, j)): 1}, labels) != monomial_key({(head, (j, i)): 1}, labels)


def test_delta_has_no_direction() -> None:
    i, j = Index(size("n")), Index(size("n"))
    labels = {i: 0, j: 1}
    assert monomial_key({(DELTA, (i, j)): 1}, labels) == monomial_key({(DELTA, (j, i)): 1}, labels)
