"""Tables as files for spreadsheets: CSV and XLSX in which no cell can be a formula."""

import io
import re
from collections.abc import Mapping

import pandas as pd

CSV, XLSX = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LEADS = ("=", "+", "-", "@", "\t", "\r")
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\']")
_WIDEST = 60


def csv(frame: pd.DataFrame) -> bytes:
    """Return a table as CSV; the mark at its begin tells spreadsheets that it is UTF-8.

    Times are local ISO. A text that a spreadsheet would work out has an apostrophe before it.
    """
    safe = _iso(frame).map(_guarded)
    safe.columns = pd.Index([_guarded(str(name)) for name in frame.columns])
    return safe.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def xlsx(frame: pd.DataFrame, title: str, about: Mapping[str, str]) -> bytes:
    """Return a table as a workbook: the table, and a sheet that says what it is of.

    Parameters
    ----------
    frame
        The table; times without a zone.
    title
        Name of its sheet, cut to what a workbook allows.
    about
        Rows of the second sheet, in their order.
    """
    out = io.BytesIO()
    kept_as_text = {"strings_to_formulas": False, "strings_to_urls": False}
    sheet = _NOT_IN_SHEET_NAMES.sub(" ", title).strip()[:31] or "data"
    with pd.ExcelWriter(
        out,
        engine="xlsxwriter",
        datetime_format="yyyy-mm-dd hh:mm:ss",
        engine_kwargs={"options": {**kept_as_text, "nan_inf_to_errors": True}},
    ) as book:
        frame.to_excel(book, sheet_name=sheet, index=False)
        _widen(book.sheets[sheet], frame)
        told = pd.DataFrame(list(about.items()))
        second = "info" if sheet.lower() != "info" else "about"
        told.to_excel(book, sheet_name=second, index=False, header=False)
        book.sheets[second].set_column(0, 1, 40)
    return out.getvalue()


def _widen(sheet: object, frame: pd.DataFrame) -> None:
    sheet.freeze_panes(1, 0)  # type: ignore[attr-defined]
    for number, name in enumerate(frame.columns):
        longest = max([len(str(name)), *(len(str(cell)) for cell in frame[name].head(50))])
        sheet.set_column(number, number, min(longest + 3, _WIDEST))  # type: ignore[attr-defined]


def _iso(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a copy in which times are texts: dates alone where all are at midnight."""
    found = frame.copy()
    for name in found.select_dtypes("datetime"):
        times = found[name]
        days = bool((times.dropna() == times.dropna().dt.normalize()).all())
        found[name] = times.dt.strftime("%Y-%m-%d" if days else "%Y-%m-%dT%H:%M:%S")
    return found.astype(object).where(found.notna(), None)


def _guarded(cell: object) -> object:
    return "'" + cell if isinstance(cell, str) and cell.startswith(_LEADS) else cell
