"""Write docs/region-format.md and its Dutch twin from the field table."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))  # so that it runs from a checkout that is not installed

from planner.region.describe import markdown  # noqa: E402
from planner.text import spoken  # noqa: E402

ENGLISH = """\
# The region format

<!-- Written by scripts/write_region_format.py from planner/region/fields.csv; do not edit. -->

A region is what a plan is made for: its municipalities, neighbourhoods, corporations, programmes
and targets. `planner init DIR` writes a blank one, `planner init DIR --from NAME` a copy of a
bundled one, and `planner check REGION` reports everything that is wrong with one at once.

## A folder

`region.toml` holds the settings, and each table is a CSV file named after it:
`municipalities.csv`, `neighbourhoods.csv` and so on. Tables are UTF-8 with one header row, commas
and decimal points. Optional tables may be left out. A network of roads and paths in `network.gpkg`
or `network.graphml` ([travel.md](travel.md)), `geo.gpkg`, `README.md`, the folder `scenarios` and
names that begin with `.` or `~$` may stand beside them; any other name is refused, and so is a
column or a setting that does not exist, so that a typing error never becomes a silent default.
A table with a header only is fine, except `municipalities`, `neighbourhoods`, `programmes` and
`targets`. Blank rows are skipped.

Every table has a column `source`: where the row comes from. For settings, the table `[sources]` of
`region.toml` says so; a key may name one setting or a whole table of them
(`"proximity.speed_kmh"`). A source that begins with `assumption` marks a number that nobody has
confirmed. Every report lists those, the rows and settings that name no source, and the settings
whose default is in force.

Codes begin with a letter or digit and hold letters, digits, spaces, dots, hyphens and underscores,
at most 60 characters. Lists in a cell are separated by semicolons. Yes or no is `true`/`false`,
`yes`/`no`, `ja`/`nee`, `waar`/`onwaar` or `1`/`0`. Coordinates are metres in EPSG:28992.

## A workbook

One `.xlsx` file holds the same: a sheet per table, and the settings in sheet `region` with the
columns `key`, `value` and, if wanted, `source`. Keys are dotted as below; lists and years are
separated by semicolons (`2021;2022`). A sheet `fields` is ignored; any other sheet is refused.
Formulas count by their stored result; one without a result, an error value such as `#N/A`, and a
date where a number or code belongs are refused. Beside `NAME.xlsx`, a network is looked for in
`NAME.network.gpkg` and `NAME.network.graphml` only.

## Files written by a Dutch Excel

These are read too, and the reading is stated whenever it differs from the plain form above:

- UTF-8 or UTF-16 with a byte order mark; Windows-1252 where a file is not valid UTF-8.
- Semicolons or tabs instead of commas. A header with more than one of these marks, or a row with
  another mark than the header, is refused.
- Decimal commas. The decimal mark is decided once per file from all its numbers. `0,05`, `12,5`
  and `1.234,5` show a comma; `0.05`, `12.5` and `1,234.5` show a point. A mark before exactly three
  digits shows nothing by itself, except in a column of whole numbers, where it groups thousands,
  and in `0.123` or `1.234.567`. A file that shows both marks is refused. Where a file shows none, a
  comma-separated file has decimal points, and in any other file a number such as `1.234` is
  refused.
- Spaces between groups of three digits. Percent signs, currency signs, scientific notation, `nan`
  and `inf` are refused.

## Scenarios

A scenario is a TOML file of changes to a region. In the folder `scenarios` of the region it can be
named without its ending.

```toml
[scenario]                      # all optional
name = "fewer-vacancies"
label_nl = "Minder vrijkomende woningen"
label_en = "Fewer vacancies"
source = "assumption: slower turnover"

[settings.supply]               # settings as in region.toml
max_share_of_vacancies = 0.08

[[change.municipalities]]       # the key names the row; other columns are new values
municipality = "laren"
turnover_rate = 0.05

[[add.participation]]           # a whole row; its key may not exist yet
municipality = "laren"
programme = "clustered"
participates = false

[[remove.targets]]              # every row that matches; part of the key is enough
programme = "outflow"
year = 2022
```

Settings come first, then rows are removed, changed and added. An empty text (`""`) empties a cell.
A setting, table, row or column that does not exist is an error. What a scenario touches carries the
scenario's source, or is marked as an assumption when the scenario names none.

`--set` is the form of one line, with decimal points:
`--set supply.max_share_of_vacancies=0.08` for a setting,
`--set 'targets[outflow,2022].maximum=40'` for a cell. The parts of the key are those marked *key*
below, in order; empty ones at the end may be left out. Scenarios come first, then `--set`, each in
the order given.

## Reorganisations

A scenario can merge municipalities, move one into another, divide one over others, or let one leave
the region:

```toml
[[reorganisation]]
from_year = 2022
municipalities = ["laren", "blaricum", "eemnes"]
into = "bel"                    # an existing code of the region, or a new one
name = "BEL"                    # needed for a new code

[[reorganisation]]
from_year = 2022
municipalities = ["weesp"]
leaves_to = "Amsterdam"         # out of the region

[[reorganisation]]
from_year = 2022
municipalities = ["wijdemeren"]
neighbourhoods = ["nederhorst"] # only these go over, the rest stays what it was
into = "hilversum"
```

Exactly one of `into` and `leaves_to`. Reorganisations come last, after every scenario and `--set`,
in the order in which they stand: all other changes name the municipalities as the tables do. A year
after the last of the plan is refused, for it would change nothing.

Under the Dutch act on municipal reorganisation (*Wet algemene regels herindeling*, article 44) all
rights and duties of a dissolved municipality pass to its successor. So the successor takes over the
whole account, and every total stays what it was. `planner check` and `planner solve` show what
moved, and `plan.json` lists it under `moved`.

**Merging.** The successor has the sums of inhabitants, dwellings, social dwellings, existing
places, arrears and quota weight (all of the municipalities have a weight, or none), their
neighbourhoods with all that stands in them, their commitments and, added up, their demand. Its
turnover rate is the mean of theirs weighted by social dwellings; as stock without a rate of its own
keeps the one of its old municipality, the expected vacancies do not change. Participation has to be
alike for each programme; where it differs the scenario first settles it. The successor has one
account over the whole plan: for the years before `from_year` it stands in for its predecessors.

**Dividing.** Neighbourhoods go to a successor with all that stands in them and with their own
figures. Of what is known of the municipality only (existing places, arrears, quota weight, demand)
they take along their share of its inhabitants, in whole numbers; the rest stays. To divide a
municipality over several others, name the neighbourhoods for each; the last may take the rest as a
whole. Neighbourhoods that leave the region first form a municipality of their own.

**Leaving.** From `from_year` on the municipality takes part in no programme, and its commitments
and the demand from it are gone. Its part of each programme's target leaves too: the minimum of each
year is shared out over all who take part in the programme then, by `quota.key` and in whole
dwellings by `quota.method`, and minimum and maximum both fall by the part of who leaves. Existing
places are not credited in this. Its quota is that of the years before, with its arrears; what its
account shows is for its successor to settle: a levy for what it falls short is due, but it receives
none, for the levy is about the whole plan and stays in the region. Its support points serve only
dwellings in the municipality itself, throughout the plan: nobody who stays should come to depend on
support that leaves. When `from_year` is the first year of the plan or earlier, the municipality is
gone altogether, with its neighbourhoods, stock, sites and support points. Budgets and pools stay
with the region.

# Settings and tables

*key* marks the columns that together name a row. The column *empty or left out* says what an empty
cell, a missing optional column or a missing setting means.

"""


DUTCH = """\
# Tabellen en instellingen

<!-- Geschreven door scripts/write_region_format.py uit planner/region/fields.csv. -->

Een regio is een Excel-werkmap of een map met bestanden. Beide hebben dezelfde tabellen.

- In een werkmap is elke tabel een blad. De instellingen staan in het blad `region`, met de
  kolommen `key` (de instelling), `value` (de waarde) en `source` (de bron).
- In een map is elke tabel een CSV-bestand. De instellingen staan in `region.toml`.

Wat u moet weten:

- Bladen en kolommen met een andere naam worden geweigerd. Zo verandert een typefout nooit
  stilletjes iets.
- Een code is kort en bevat letters, cijfers, punten, spaties, `-` of `_`. Met codes verwijzen
  tabellen naar elkaar.
- Staan er meer waarden in een cel, scheid ze dan met een puntkomma.
- Ja of nee schrijft u als `ja` of `nee`.
- Coördinaten zijn in meters, volgens het Rijksdriehoeksstelsel (EPSG:28992).
- Elke tabel heeft een kolom `source`: waar komt de rij vandaan? Begint de bron met `assumption`
  (of staat er niets), dan is het getal een aanname. Elk rapport noemt de aannames.
- Bij elke tabel staat of zij verplicht is.

*sleutel* staat bij de kolommen die samen een rij aanwijzen. De kolom *leeg of weggelaten* zegt
wat een lege cel betekent. Meer over scenario's, herindelingen en bestanden uit een Nederlandse
Excel staat in [The region format](../region-format.md) (in het Engels).

"""


def documents() -> dict[Path, str]:
    """Both documents, each in its language."""
    parts = {"region-format.md": ("en", ENGLISH), "nl/tabellen.md": ("nl", DUTCH)}
    found = {}
    for name, (lang, prose) in parts.items():
        with spoken(lang):
            found[ROOT / "docs" / name] = prose + markdown(2)
    return found


def main() -> None:
    """Write the documents."""
    for target, text in documents().items():
        temporary = target.with_suffix(".part")
        temporary.write_text(text, encoding="utf-8", newline="\n")
        temporary.replace(target)


if __name__ == "__main__":
    main()
