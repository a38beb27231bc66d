"""Numbers used elsewhere and regions: against published examples."""

import pytest

from networks.network.membership.methods import regions, sectors
from networks.network.membership.methods.numbers import SHAPES, WrongNumber, read_number, vat

# From the documentation of python-stdnum and companies' own pages: numbers that are really given out.
PUBLISHED = (
    "BE0203201340 DE136695976 FR40303265045 IT00743110157 LU15027442 PL8567346215 PT501964843 RO18547290 SK2022749619 HU12892312 FI20774740 "
    "DK13585628 HR33392005961 RS101134702 EL094259216"
).split()


@pytest.mark.parametrize("number", PUBLISHED)
def test_what_is_given_out_passes_and_one_digit_wrong_does_not(number):
    assert vat(number) == number
    assert vat(f" {number[:2].lower()} {number[2:5]}.{number[5:]} ") == number
    assert vat(number[2:], "GR" if number.startswith("EL") else number[:2]) == number
    if number.startswith("EL"):  # its form is looked at, its check digit is not
        return
    wrong = number[:-2] + str((int(number[-2]) + 1) % 10) + number[-1]
    with pytest.raises(WrongNumber):
        vat(wrong)


@pytest.mark.parametrize("text", ["BE", "12", "BE12345678901", "💶", "DE13669597A", "<script>", "0" * 60])
def test_nonsense_is_refused_in_words(text):
    with pytest.raises(WrongNumber):
        vat(text, "BE")


def test_nothing_stays_nothing():
    assert all(
        read_number(key, " ", "BE") == "" for key in ("vat", "pic", "oid", "transparency", "registration")
    )


def test_every_country_of_the_union_has_a_form():
    union = "AT BE BG CY CZ DE DK EE EL ES FI FR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()
    assert set(union) <= set(SHAPES)


def test_regions_lie_in_their_country_and_each_in_a_larger_one():
    for country in ("BE", "GR", "RS", "IE", "PT"):
        found = dict(regions.of_country(country))
        assert found and all(regions.country_of(code) == country for code in found)
        for code in found:
            assert len(code) == 3 or code[:-1] in found, code
    assert regions.region_name("BE234") == "Arr. Gent" and regions.region_name("XX999") == "XX999"
    assert regions.is_known("EL30") and regions.is_known("BE") and not regions.is_known("US")
    assert regions.of_country("US") == () and regions.of_country("") == ()
    assert regions.level("BE234") == 3


def test_sectors_have_names_and_unknown_ones_keep_their_key():
    assert sectors.sector_names(["training", "farming", "mining"])[-1] == "mining"
    assert all(str(one.name) for one in sectors.SECTORS.values())
