"""Our trees are those of RFC 9162: another program computes the same roots and accepts the same proofs."""

from __future__ import annotations

import pymerkle
import pytest

from thidua.domain.audit.merkle import (
    Frontier,
    consistency_path,
    inclusion_path,
    leaf_hash,
    merkle_root,
    node_hash,
    root_of,
)

SIZES = range(1, 40)


def leaves(count):
    return [f"dòng {number}".encode() for number in range(count)]


def reader(hashes):
    """Complete subtrees computed from all leaves, as a store of tiles gives them."""

    def node(height, index):
        part = hashes[index << height : (index + 1) << height]
        assert len(part) == 1 << height
        while len(part) > 1:
            part = [node_hash(part[at], part[at + 1]) for at in range(0, len(part), 2)]
        return part[0]

    return node


def other(count):
    tree = pymerkle.InmemoryTree(algorithm="sha256")
    for one in leaves(count):
        tree.append_entry(one)
    return tree


@pytest.mark.parametrize("size", SIZES)
def test_roots_agree_with_another_program(size):
    root = other(size).get_root()
    assert merkle_root(leaves(size)) == root
    assert root_of(size, reader([leaf_hash(one) for one in leaves(size)])) == root


@pytest.mark.parametrize("size", SIZES)
def test_inclusion_proofs_are_those_of_another_program(size):
    tree, node = other(size), reader([leaf_hash(one) for one in leaves(size)])
    for index in range(size):
        theirs = tree.prove_inclusion(index + 1, size)
        assert [theirs.path[0], *inclusion_path(index, size, node)] == theirs.path


@pytest.mark.parametrize("size", SIZES)
def test_consistency_proofs_satisfy_another_program(size):
    from thidua.portal import verifier

    tree, node = other(size), reader([leaf_hash(one) for one in leaves(size)])
    for first in range(1, size + 1):
        path = consistency_path(first, size, node)
        verifier.require_consistency(first, tree.get_root(first), size, tree.get_root(size), path)
        pymerkle.verify_consistency(
            tree.get_root(first), tree.get_root(size), tree.prove_consistency(first, size)
        )


def test_a_frontier_tells_the_tiles_it_completes():
    frontier, hashes = Frontier(), [leaf_hash(one) for one in leaves(300)]
    done = [found for one in hashes if (found := frontier.add(one))]
    assert done == [[reader(hashes)(8, 0)]]
    assert frontier.root == other(300).get_root()
    assert Frontier.of(300, frontier.packed).root == frontier.root
