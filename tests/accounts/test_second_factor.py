"""The codes of the moment are those of RFC 6238, appendix B; each is good once."""

import base64

import pytest

from repository.accounts.second_factor import code_at, new_codes, new_key, plain_code, step_of

KEY = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        (59, "94287082"), (1111111109, "07081804"), (1111111111, "14050471"), (1234567890, "89005924"), (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)  # fmt: skip
def test_the_vectors_of_the_rfc(moment: int, code: str) -> None:
    assert code_at(KEY, moment // 30, digits=8) == code
    assert step_of(KEY, code[2:], moment) == moment // 30


def test_a_step_around_is_good_and_none_before_the_last_one_used() -> None:
    now = 1_234_567_890.0
    here = int(now // 30)
    for step in (here - 1, here, here + 1):
        assert step_of(KEY, code_at(KEY, step), now) == step
        assert step_of(KEY, code_at(KEY, step), now, after=step) is None
    for step in (here - 2, here + 2):
        assert step_of(KEY, code_at(KEY, step), now) is None
    for typed in ("", "abcdef", "٠٠٠٠٠٠", "1" * 100):
        assert step_of(KEY, typed, now) is None


def test_keys_and_codes_are_fresh() -> None:
    assert len({new_key() for _ in range(50)}) == 50
    codes = new_codes()
    assert len(set(codes)) == 10
    assert plain_code(f" {codes[0].upper()} ") == plain_code(codes[0])
