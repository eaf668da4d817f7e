from thidua.core.vietnamese import NearWords, within_one_edit


def test_one_edit_of_each_kind() -> None:
    assert within_one_edit("huong", "huong")
    assert within_one_edit("huong", "hung") and within_one_edit("hung", "huong")
    assert within_one_edit("huong", "huonh")
    assert within_one_edit("huong", "houng")
    assert within_one_edit("", "a")


def test_two_edits_are_too_many() -> None:
    assert not within_one_edit("huong", "hng")
    assert not within_one_edit("huong", "hougn" + "x")
    assert not within_one_edit("abcd", "badc")
    assert not within_one_edit("", "ab")


def brute_distance_is_one(a: str, b: str) -> bool:
    letters = "abc"
    edits = {a}
    for i in range(len(a) + 1):
        edits |= {a[:i] + c + a[i:] for c in letters}
        if i < len(a):
            edits |= {a[:i] + a[i + 1 :]} | {a[:i] + c + a[i + 1 :] for c in letters}
        if i + 1 < len(a):
            edits.add(a[:i] + a[i + 1] + a[i] + a[i + 2 :])
    return b in edits


def test_all_short_words_agree_with_enumeration() -> None:
    words = [""]
    for _ in range(4):
        words += [word + c for word in words if len(word) == len(words[-1]) for c in "abc"]
    words = sorted(set(words))
    for a in words:
        for b in words:
            assert within_one_edit(a, b) == brute_distance_is_one(a, b), (a, b)


def test_near_words() -> None:
    vocabulary = NearWords(["huong", "hung", "hong", "nguyen", "thi", "hai"])
    assert vocabulary.near("hung") == ["hung", "hong", "huong"]
    assert vocabulary.near("nguyne") == ["nguyen"]
    assert vocabulary.near("zzzz") == []
    assert len(vocabulary) == 6
    vocabulary.add("hung")
    assert len(vocabulary) == 6 and "hung" in vocabulary
