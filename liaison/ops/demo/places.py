"""Where the demonstration company's customers are: real post codes with their towns."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A town with its post code, canton, language, telephone area and the salesperson who looks after it."""

    post_code: str
    city: str
    canton: str
    language: str
    area: str
    seller: str


def _towns(text: str, canton: str, language: str, area: str, seller: str) -> list[Place]:
    """`text` holds ``1400 Yverdon-les-Bains`` and the like, separated by semicolons."""
    towns = (town.strip().partition(" ") for town in text.split(";"))
    return [Place(code, city, canton, language, area, seller) for code, _blank, city in towns]


PLACES = (
    *_towns(
        "1003 Lausanne;1004 Lausanne;1007 Lausanne;1018 Lausanne;1020 Renens VD;1022 Chavannes-près-Renens;"
        "1023 Crissier;1024 Ecublens VD;1030 Bussigny;1032 Romanel-sur-Lausanne;1033 Cheseaux-sur-Lausanne;"
        "1052 Le Mont-sur-Lausanne;1066 Epalinges;1070 Puidoux;1110 Morges;1131 Tolochenaz;1162 St-Prex;"
        "1163 Etoy;1170 Aubonne;1304 Cossonay-Ville;1305 Penthalaz;1800 Vevey;1820 Montreux",
        "VD", "fr", "21", "AR",
    ),
    *_towns(
        "1400 Yverdon-les-Bains;1400 Yverdon-les-Bains;1350 Orbe;1373 Chavornay;1337 Vallorbe;"
        "1347 Le Sentier;1348 Le Brassus;1422 Grandson;1450 Ste-Croix;1860 Aigle;1880 Bex;1870 Monthey",
        "VD", "fr", "24", "MD",
    ),
    *_towns(
        "2000 Neuchâtel;2016 Cortaillod;2017 Boudry;2072 St-Blaise;2074 Marin-Epagnier;2088 Cressier NE;"
        "2108 Couvet;2114 Fleurier;2300 La Chaux-de-Fonds;2300 La Chaux-de-Fonds;2400 Le Locle",
        "NE", "fr", "32", "MD",
    ),
    *_towns(
        "2800 Delémont;2900 Porrentruy;2854 Bassecourt;2830 Courrendlin;2926 Boncourt;2350 Saignelégier",
        "JU", "fr", "32", "SC",
    ),
    *_towns(
        "2740 Moutier;2740 Moutier;2710 Tavannes;2720 Tramelan;2735 Malleray;2732 Reconvilier;2610 St-Imier;"
        "2606 Corgémont;2520 La Neuveville",
        "BE", "fr", "32", "SC",
    ),
    *_towns(
        "1700 Fribourg;1752 Villars-sur-Glâne;1762 Givisiez;1763 Granges-Paccot;1723 Marly;1630 Bulle;"
        "1680 Romont FR;1470 Estavayer-le-Lac;1618 Châtel-St-Denis",
        "FR", "fr", "26", "JP",
    ),
    *_towns("1510 Moudon;1522 Lucens;1530 Payerne;1580 Avenches", "VD", "fr", "26", "JP"),
    *_towns("1920 Martigny;1950 Sion;1964 Conthey;3960 Sierre", "VS", "fr", "27", "JP"),
    *_towns(
        "1201 Genève;1203 Genève;1205 Genève;1213 Petit-Lancy;1214 Vernier;1217 Meyrin;1227 Carouge GE;"
        "1228 Plan-les-Ouates;1242 Satigny;1290 Versoix",
        "GE", "fr", "22", "EM",
    ),
    *_towns("1260 Nyon;1196 Gland;1180 Rolle", "VD", "fr", "22", "EM"),
    *_towns("2502 Biel/Bienne;2504 Biel/Bienne;3250 Lyss;2543 Lengnau BE", "BE", "de", "32", "UB"),
    *_towns("2540 Grenchen;2544 Bettlach;2545 Selzach;4500 Solothurn", "SO", "de", "32", "UB"),
    *_towns("3014 Bern;3007 Bern", "BE", "de", "31", "UB"),
    *_towns("3400 Burgdorf;3550 Langnau im Emmental", "BE", "de", "34", "UB"),
    *_towns("3280 Murten;3186 Düdingen", "FR", "de", "26", "UB"),
    *_towns("4900 Langenthal", "BE", "de", "62", "UB"),
    *_towns("4600 Olten;4702 Oensingen", "SO", "de", "62", "UB"),
    *_towns("4132 Muttenz;4133 Pratteln;4410 Liestal", "BL", "de", "61", "UB"),
    *_towns("3930 Visp;3900 Brig", "VS", "de", "27", "JP"),
    *_towns("8400 Winterthur", "ZH", "de", "52", "UB"),
    *_towns(
        "6900 Lugano;6928 Manno;6934 Bioggio;6850 Mendrisio;6830 Chiasso;6500 Bellinzona;6512 Giubiasco;"
        "6600 Locarno;6710 Biasca",
        "TI", "it", "91", "EM",
    ),
)  # fmt: skip
"""A town that stands here twice has twice as many customers."""
