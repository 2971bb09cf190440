"""Money as whole minor units of an ISO 4217 currency. Callers see decimals; floats are never used."""

import re
from decimal import Decimal

from app.core import limits
from app.core.problems import Path, Problem, ProblemCode

# Decimals of the ISO 4217 currencies whose minor unit is not a hundredth.
DIGITS = {
    **dict.fromkeys("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),
    **dict.fromkeys("CLF UYW".split(), 4),
}
CURRENCIES = frozenset(
    """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE
    CHF CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF
    GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR
    LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN
    PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS
    TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR
    ZMW ZWG
    """.split()
)
_AMOUNT = re.compile(r"-?\d{1,16}(\.\d{1,6})?", re.ASCII)


def digits_of(currency: str) -> int:
    """The number of decimals of the currency."""
    return DIGITS.get(currency, 2)


def find_currency(code: str) -> str | None:
    """The currency's code in capitals; None if there is no such currency."""
    upper = code.upper()
    return upper if upper in CURRENCIES else None


def parse_amount(text: str) -> Decimal:
    """A decimal number in plain digits. ValueError for anything else (exponents, spaces, infinities)."""
    if not _AMOUNT.fullmatch(text):
        raise ValueError("Expected a number such as 12.50, of at most 16 digits before the point and 6 behind it.")
    return Decimal(text)


def to_minor(amount: Decimal, currency: str, path: Path) -> tuple[int, list[Problem]]:
    """The amount in minor units, and its problems: too many decimals, negative, too large."""
    digits = digits_of(currency)
    scaled = amount.scaleb(digits)
    minor = int(scaled)
    if minor != scaled:
        sentence = f"An amount in {currency} has at most {digits} decimals."
        return 0, [Problem(ProblemCode.INVALID, sentence, path)]
    if not 0 <= minor <= limits.AMOUNT_MINOR:
        most = from_minor(limits.AMOUNT_MINOR, currency)
        sentence = f"An amount must be between 0 and {most} {currency}."
        return 0, [Problem(ProblemCode.OUT_OF_RANGE, sentence, path)]
    return minor, []


def from_minor(minor: int, currency: str) -> str:
    """The amount with all decimals of the currency, as the schema returns it."""
    digits = digits_of(currency)
    if not digits:
        return str(minor)
    whole, part = divmod(minor, 10**digits)
    return f"{whole}.{part:0{digits}d}"


def rescaled(minor: int, old: str, new: str) -> int | None:
    """The same number in minor units of another currency; None if it has too few decimals or exceeds the limit."""
    shift = digits_of(new) - digits_of(old)
    whole, rest = divmod(minor * 10 ** max(shift, 0), 10 ** max(-shift, 0))
    return None if rest or whole > limits.AMOUNT_MINOR else whole
