"""Messages about texts and amounts name the limit."""

import pytest

from app.core.fields import Text
from app.core.money import parse_amount


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        (Text(75), " \t", "At least 1 visible character."),
        (Text(75, least=2), "a ", "At least 2 visible characters."),
        (Text(3), "four", "At most 3 characters; these are 4."),
    ],
)
def test_the_message_about_a_texts_length_names_the_limit(field: Text, value: str, sentence: str) -> None:
    assert [problem.message for problem in field.problems(value, ("input", "name"))] == [sentence]


@pytest.mark.parametrize("text", ["1" * 17, "0." + "1" * 7, "1e3", "1,5", ""])
def test_the_message_about_an_amount_names_the_number_of_digits(text: str) -> None:
    with pytest.raises(ValueError, match=r"^Expected a number such as 12\.50, of at most 16 digits before .* 6 behind"):
        parse_amount(text)
