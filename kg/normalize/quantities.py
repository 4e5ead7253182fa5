"""Numbers with units in English text → a decimal and a UCUM code: "12.5 km", "3400000 USD", "45 %".

An own small grammar: a number and one unit, the whole text.  quantulum3 was left out: it takes seconds to load, guesses among units
("50 Cent", "10 Downing Street"), and loses the ends of a range.  Units keep their size (miles stay miles): nothing is converted.
Ranges, "about 300", ambiguous units ("pounds", "degrees") and counted things ("three children") stay text.
"""

from __future__ import annotations

import re
from decimal import Decimal

from kg.normalize.numbers import MAX_DIGITS, NUMERAL, number, plain

# UCUM code: the ways it is written.  Symbols are compared with their case, words without a capital.
_UNITS = {
    "km": "km, kilometre, kilometres, kilometer, kilometers, kms",
    "m": "m, metre, metres, meter, meters",
    "cm": "cm, centimetre, centimetres, centimeter, centimeters",
    "mm": "mm, millimetre, millimetres, millimeter, millimeters",
    "um": "µm, μm, micrometre, micrometres, micrometer, micrometers, micron, microns",
    "nm": "nm, nanometre, nanometres, nanometer, nanometers",
    "[mi_i]": "mi, mile, miles",
    "[nmi_i]": "nmi, nautical mile, nautical miles",
    "[ft_i]": "ft, foot, feet",
    "[in_i]": "inch, inches",
    "[yd_i]": "yd, yds, yard, yards",
    "[ly]": "light-year, light-years, light year, light years",
    "AU": "AU, astronomical unit, astronomical units",
    "km2": "km2, km², sq km, square kilometre, square kilometres, square kilometer, square kilometers",
    "m2": "m2, m², sq m, square metre, square metres, square meter, square meters",
    "[mi_i]2": "sq mi, square mile, square miles",
    "[ft_i]2": "sq ft, square foot, square feet",
    "har": "ha, hectare, hectares",
    "[acr_us]": "acre, acres",
    "m3": "m3, m³, cubic metre, cubic metres, cubic meter, cubic meters",
    "[ft_i]3": "cu ft, cubic foot, cubic feet",
    "L": "l, L, litre, litres, liter, liters",
    "mL": "ml, mL, millilitre, millilitres, milliliter, milliliters",
    "kg": "kg, kgs, kilogram, kilograms, kilogramme, kilogrammes, kilo, kilos",
    "g": "g, gram, grams, gramme, grammes",
    "mg": "mg, milligram, milligrams",
    "ug": "µg, μg, microgram, micrograms",
    "t": "tonne, tonnes, metric ton, metric tons",
    "[lb_av]": "lb, lbs",
    "[oz_av]": "oz, ounce, ounces",
    "s": "s, sec, secs, second, seconds",
    "ms": "ms, millisecond, milliseconds",
    "min": "min, mins, minute, minutes",
    "h": "h, hr, hrs, hour, hours",
    "d": "day, days",
    "wk": "week, weeks",
    "mo": "month, months",
    "a": "year, years, yr, yrs",
    "km/h": "km/h, kmh, kph, kilometres per hour, kilometers per hour",
    "[mi_i]/h": "mph, miles per hour",
    "[kn_i]": "knot, knots, kn",
    "m/s": "m/s, metres per second, meters per second",
    "km/s": "km/s, kilometres per second, kilometers per second",
    "Cel": "°C, ° C, degrees Celsius, degree Celsius, degrees centigrade",
    "[degF]": "°F, ° F, degrees Fahrenheit, degree Fahrenheit",
    "K": "K, kelvin, kelvins",
    "Hz": "Hz, hertz",
    "kHz": "kHz, kilohertz",
    "MHz": "MHz, megahertz",
    "GHz": "GHz, gigahertz",
    "W": "W, watt, watts",
    "kW": "kW, kilowatt, kilowatts",
    "MW": "MW, megawatt, megawatts",
    "GW": "GW, gigawatt, gigawatts",
    "kW.h": "kWh, kilowatt hour, kilowatt hours, kilowatt-hours",
    "MW.h": "MWh, megawatt hours",
    "[HP]": "hp, horsepower, bhp",
    "V": "V, volt, volts",
    "kV": "kV, kilovolt, kilovolts",
    "A": "amp, amps, ampere, amperes",
    "J": "J, joule, joules",
    "kJ": "kJ, kilojoule, kilojoules",
    "kcal": "kcal, kilocalorie, kilocalories",
    "eV": "eV, electronvolt, electronvolts",
    "N": "N, newton, newtons",
    "Pa": "Pa, pascal, pascals",
    "hPa": "hPa, hectopascals",
    "kPa": "kPa, kilopascal, kilopascals",
    "bar": "bar",
    "mbar": "mbar, millibar, millibars",
    "dB": "dB, decibel, decibels",
    "By": "byte, bytes",
    "kBy": "kB, KB, kilobyte, kilobytes",
    "MBy": "MB, megabyte, megabytes",
    "GBy": "GB, gigabyte, gigabytes",
    "TBy": "TB, terabyte, terabytes",
    "%": "%, percent, per cent, pct",
    "mol": "mol",
    "Bq": "Bq, becquerel, becquerels",
    "Sv": "Sv, sievert, sieverts",
    # money: ISO 4217
    "USD": "USD, US dollar, US dollars, U.S. dollars, dollar, dollars",
    "EUR": "EUR, euro, euros",
    "GBP": "GBP, pounds sterling, British pounds",
    "JPY": "JPY, yen",
    "INR": "INR, rupee, rupees",
    "CHF": "CHF, Swiss franc, Swiss francs",
    "CNY": "CNY, yuan, renminbi",
    "RUB": "RUB, ruble, rubles, rouble, roubles",
    "PLN": "PLN, zloty, zlotys",
    "BRL": "BRL",
    "CAD": "CAD, Canadian dollar, Canadian dollars",
    "AUD": "AUD, Australian dollar, Australian dollars",
}
UNITS = {form.strip(): code for code, forms in _UNITS.items() for form in forms.split(",")}
_SIGNS = {"US$": "USD", "$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "A$": "AUD", "C$": "CAD", "CA$": "CAD", "AU$": "AUD"}
_SIGN = re.compile(r"(?P<sign>(?:US|CA|AU|A|C)?\$|[€£¥₹]|(?:USD|EUR|GBP|CHF|JPY|INR)(?=\s?\d))\s?(?P<number>.+)")
_SIGN_LAST = re.compile(r"(?P<number>\d.*?)\s?(?P<sign>[€£])")
_FIGURES = re.compile(
    rf"(?P<number>[-−]?(?:{NUMERAL}(?:\s?[½¼¾])?|[½¼¾])(?:[\s-](?:hundred|thousand|million|billion|trillion))?)[\s-]?(?P<unit>\D.*)",
    re.IGNORECASE,
)
# "100 m" is a hundred metres, "5 K" and "3 A" are rather names or abbreviations: one capital needs no blank before it
_LONE_CAPITAL = frozenset(["K", "W", "V", "J", "N"])
MAX_WORDS = 8


def quantity(text: str, *, key: str = "") -> tuple[Decimal, str] | None:
    """A number and its UCUM unit (ISO 4217 for money); None where the whole text is not certainly one.

    `key` settles "pounds": money under price and cost, weight under weight and mass."""
    text = " ".join(text.replace("\u00a0", " ").split())
    if not text or len(text) > 80 or text.count(" ") > MAX_WORDS:
        return None
    if match := _SIGN.fullmatch(text) or _SIGN_LAST.fullmatch(text):
        value = number(match["number"], money=True)
        return None if value is None else (value, _SIGNS.get(match["sign"], match["sign"]))
    if match := _FIGURES.fullmatch(text):
        unit = _unit(match["unit"], key)
        value = number(match["number"].replace("-million", " million").replace("-billion", " billion"))
        if unit is None or value is None or (match["unit"] in _LONE_CAPITAL and " " not in text):
            return None
        return value, unit
    return _spoken(text, key)


def _spoken(text: str, key: str) -> tuple[Decimal, str] | None:
    """ "twenty-five miles", "three and a half" has no number here and stays text."""
    words = re.split(r"\s", text)
    if words == ["one", "foot"]:
        return None  # rather a limb
    for cut in range(len(words) - 1, 0, -1):
        unit = _unit(" ".join(words[cut:]), key)
        if unit is not None and words[0][0].islower() and (value := number(" ".join(words[:cut]))) is not None:
            return value, unit
    return None


def _unit(text: str, key: str) -> str | None:
    text = text.strip()
    if text in ("pound", "pounds"):
        return "GBP" if key in ("price", "cost", "revenue", "prize money") else "[lb_av]" if key in ("weight", "mass") else None
    return UNITS.get(text) or UNITS.get(text.rstrip("."))


def text_of(value: Decimal, unit: str) -> str:
    """The literal: "12.5 km"."""
    return f"{plain(value)} {unit}"


def fits(value: Decimal) -> bool:
    """Whether a number is of a size that sinks can hold."""
    return len(plain(value)) <= MAX_DIGITS
